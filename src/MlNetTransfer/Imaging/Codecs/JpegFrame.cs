namespace MlNetTransfer.Imaging.Codecs;

/// <summary>The frame header (T.81 B.2.2) with the sizes that follow from it (A.1 and A.2).</summary>
internal sealed class JpegFrame
{
    private const int BlockSide = 8;

    public JpegFrame(bool isProgressive, int width, int height, JpegComponent[] components)
    {
        IsProgressive = isProgressive;
        Width = width;
        Height = height;
        Components = components;
        Sampling = string.Join('/', components.Select(c => $"{c.H}x{c.V}"));
        if (components.Length == 1)
        {
            // A lone component is never interleaved: its factors have no meaning (T.81 A.2.2).
            components[0].H = 1;
            components[0].V = 1;
        }

        MaxH = components.Max(c => c.H);
        MaxV = components.Max(c => c.V);
        McusAcross = Ceiling(width, MaxH * BlockSide);
        McusDown = Ceiling(height, MaxV * BlockSide);
        foreach (JpegComponent c in components)
        {
            c.Width = Ceiling(width * c.H, MaxH);
            c.Height = Ceiling(height * c.V, MaxV);
            c.BlocksAcross = Ceiling(width * c.H, MaxH * BlockSide);
            c.BlocksDown = Ceiling(height * c.V, MaxV * BlockSide);
            c.BlockStride = McusAcross * c.H;
        }
    }

    public bool IsProgressive { get; }

    public int Width { get; }

    public int Height { get; }

    public JpegComponent[] Components { get; }

    /// <summary>Largest horizontal sampling factor.</summary>
    public int MaxH { get; }

    /// <summary>Largest vertical sampling factor.</summary>
    public int MaxV { get; }

    /// <summary>Interleaved MCUs across.</summary>
    public int McusAcross { get; }

    /// <summary>Interleaved MCUs down.</summary>
    public int McusDown { get; }

    /// <summary>Rows of pixels of one row of MCUs.</summary>
    public int RowsPerMcu => MaxV * BlockSide;

    /// <summary>The sampling factors as stored, such as "2x2/1x1/1x1".</summary>
    public string Sampling { get; }

    /// <summary>Bytes that the coefficients of the whole frame take.</summary>
    public long CoefficientBytes => Components.Sum(c => (long)c.BlockStride * McusDown * c.V) * JpegInverseDct.BlockSize * sizeof(short);

    /// <summary>Name of the subsampling in use among photographers, or the factors.</summary>
    public string SamplingName => (Components.Length, Sampling) switch
    {
        (1, _) => "grey",
        (3, "1x1/1x1/1x1") => "4:4:4",
        (3, "2x1/1x1/1x1") => "4:2:2",
        (3, "2x2/1x1/1x1") => "4:2:0",
        (3, "1x2/1x1/1x1") => "4:4:0",
        (3, "4x1/1x1/1x1") => "4:1:1",
        _ => Sampling,
    };

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
