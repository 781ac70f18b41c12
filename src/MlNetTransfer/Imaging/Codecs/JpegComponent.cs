namespace MlNetTransfer.Imaging.Codecs;

/// <summary>One component of a frame: its sampling, its tables and its coefficients while decoding.</summary>
internal sealed class JpegComponent
{
    /// <summary>Identifier in the frame header.</summary>
    public required int Id { get; init; }

    /// <summary>Horizontal sampling factor, 1 to 4.</summary>
    public required int H { get; set; }

    /// <summary>Vertical sampling factor, 1 to 4.</summary>
    public required int V { get; set; }

    /// <summary>Slot of the quantisation table.</summary>
    public required int QuantizationSlot { get; init; }

    /// <summary>Columns of samples.</summary>
    public int Width { get; set; }

    /// <summary>Rows of samples.</summary>
    public int Height { get; set; }

    /// <summary>Blocks across that hold samples.</summary>
    public int BlocksAcross { get; set; }

    /// <summary>Blocks down that hold samples.</summary>
    public int BlocksDown { get; set; }

    /// <summary>Blocks from one row of blocks to the next: <see cref="BlocksAcross"/> rounded up to whole MCUs.</summary>
    public int BlockStride { get; set; }

    /// <summary>Quantisation table in row order, kept when the component's first scan starts; null before.</summary>
    public ushort[]? Quantization { get; set; }

    /// <summary>Coefficients in row order: of one row of MCUs, or of the whole component.</summary>
    public short[] Coefficients { get; set; } = [];

    /// <summary>Whether only the means of blocks are wanted; the rest may then be left out of <see cref="Coefficients"/>.</summary>
    public bool IsMeanOnly { get; set; }

    /// <summary>Coefficients per block that the scans so far have gone over (progressive).</summary>
    public int CoefficientVisits { get; set; }

    /// <summary>Per coefficient the bits still missing after the scans so far, -1 where none has come (progressive).</summary>
    public int[] MissingBits { get; } = CreateMissingBits();

    /// <summary><see cref="MissingBits"/> of the first ten coefficients before the component's last scan.</summary>
    public int[] EarlierMissingBits { get; } = new int[JpegBlockSmoother.SmoothedCount];

    private static int[] CreateMissingBits()
    {
        int[] bits = new int[JpegInverseDct.BlockSize];
        Array.Fill(bits, -1);
        return bits;
    }
}
