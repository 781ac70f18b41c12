namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Cuts a weight gradient into items that own their outputs, and pictures into bands of pixels that stay in the first cache; by shape alone.</summary>
internal sealed class WeightGradientDivision
{
    // dY of a band, two vectors for each pixel, and x below it fit a first cache of 48 KB.
    private const int BandPixels = 200;

    // Sums of an item, which each band reads and writes: about half of a first cache.
    private const int SumBytes = 24 * 1024;

    // Items that let a few threads share a layer.
    private const int WantedItems = 8;

    private readonly List<WeightGradientItem> _items = [];

    /// <summary>Divides.</summary>
    /// <param name="spec">The convolution.</param>
    /// <param name="lanes">Floats in a vector.</param>
    /// <param name="tileRows">Input channels of a register tile.</param>
    public WeightGradientDivision(ConvolutionGradientSpec spec, int lanes, int tileRows)
    {
        ConvolutionShape shape = spec.Shape;
        Taps = shape.KernelHeight * shape.KernelWidth;
        bool narrow = shape.Groups > 1 && shape.GroupOutputChannels < 2 * lanes;
        int panelWidth = narrow ? lanes : 2 * lanes;
        int panels = (shape.OutputChannels + panelWidth - 1) / panelWidth;
        for (int o = 0; o < shape.OutputChannels;)
        {
            // A block's second vector exists where vectors are shorter than blocks, and may hold padding.
            int padded = (shape.OutputChannels + BlockedLayout.Block - 1) / BlockedLayout.Block * BlockedLayout.Block;
            int vectors = narrow || padded - o < 2 * lanes ? 1 : 2;
            AddPanel(shape, (o, vectors, lanes), tileRows, panels);
            o += vectors * lanes;
        }

        Items = [.. _items];
        SumFloats = Items.Max(i => (i.EndInput - i.Input) * Taps * i.Vectors * lanes);
        IsFlat = shape is { KernelHeight: 1, KernelWidth: 1, StrideX: 1, StrideY: 1, RequiredHalo: 0 } && spec.Input.Halo == 0 && spec.Output.Halo == 0;
        (Height, Width) = IsFlat ? (1, shape.OutputHeight * shape.OutputWidth) : (shape.OutputHeight, shape.OutputWidth);
        int whole = IsFlat ? Width : Height;
        int limit = IsFlat ? BandPixels : Math.Max(1, BandPixels / Width);
        BandCount = (whole + limit - 1) / limit;
    }

    /// <summary>The items.</summary>
    public WeightGradientItem[] Items { get; }

    /// <summary>Taps of the kernel.</summary>
    public int Taps { get; }

    /// <summary>Floats of the largest item's sums.</summary>
    public int SumFloats { get; }

    /// <summary>Whether pictures are seen as one line.</summary>
    public bool IsFlat { get; }

    /// <summary>Lines of a picture of dY.</summary>
    public int Height { get; }

    /// <summary>Pixels of a line.</summary>
    public int Width { get; }

    /// <summary>Bands of a picture: parts of the line where there is one, else groups of lines.</summary>
    public int BandCount { get; }

    /// <summary>First pixel and size of a band of dY.</summary>
    public (int Y, int X, int Height, int Width) Band(int index)
    {
        int whole = IsFlat ? Width : Height;
        int start = (int)((long)whole * index / BandCount);
        int end = (int)((long)whole * (index + 1) / BandCount);
        return IsFlat ? (0, start, 1, end - start) : (start, 0, end - start, Width);
    }

    private void AddPanel(ConvolutionShape shape, (int Output, int Vectors, int Lanes) panel, int tileRows, int panels)
    {
        int endOutput = Math.Min(panel.Output + (panel.Vectors * panel.Lanes), shape.OutputChannels);
        int firstGroup = panel.Output / shape.GroupOutputChannels;
        int lastGroup = (endOutput - 1) / shape.GroupOutputChannels;
        int first = firstGroup * shape.GroupInputChannels / tileRows * tileRows;
        int end = (lastGroup + 1) * shape.GroupInputChannels;
        int tiles = (end - first + tileRows - 1) / tileRows;
        long tileBytes = (long)tileRows * Taps * panel.Vectors * panel.Lanes * sizeof(float);
        int mostTiles = (int)Math.Max(1, SumBytes / tileBytes);
        int parts = Math.Max((tiles + mostTiles - 1) / mostTiles, Math.Min(tiles, (WantedItems + panels - 1) / panels));
        for (int part = 0; part < parts; part++)
        {
            int from = first + ((int)((long)tiles * part / parts) * tileRows);
            int to = Math.Min(end, first + ((int)((long)tiles * (part + 1) / parts) * tileRows));
            _items.Add(new WeightGradientItem(panel.Output, panel.Vectors, from, to, part == 0));
        }
    }
}
