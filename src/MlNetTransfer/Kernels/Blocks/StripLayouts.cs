namespace MlNetTransfer.Kernels.Blocks;

/// <summary>Layouts of what lies between a chain's links, in a worker's scratch.</summary>
internal sealed class StripLayouts
{
    public StripLayouts(InvertedResidualSpec spec, StripDivision division)
    {
        ConvolutionShape shape = spec.Depthwise.Shape;
        int window = StripDivision.WindowRows(shape, division.MaxRows);
        Expanded = spec.Expand is null ? null : new BlockedLayout(StripDivision.PairChannels, window, shape.InputWidth, shape.RequiredHalo);
        Convolved = spec.Project is null ? spec.Output : new BlockedLayout(shape.OutputChannels, division.MaxRows, shape.OutputWidth);
        int convolved = spec.Project is null ? 0 : Convolved.ImageStride;

        // The window's first rows may be written above its layout's first row by the padding, never by more.
        ExpandedOffset = convolved + (Expanded is { } e ? e.Halo * e.RowStride : 0);
        ScratchLength = Expanded is { } expanded ? ExpandedOffset + expanded.ImageStride : convolved;
    }

    /// <summary>A pair's expanded rows with a border of zeros; null where nothing is expanded.</summary>
    public BlockedLayout? Expanded { get; }

    /// <summary>The depthwise convolution's result: the strip's in scratch, or the output itself.</summary>
    public BlockedLayout Convolved { get; }

    /// <summary>Where <see cref="Expanded"/> begins in the scratch, after <see cref="Convolved"/>.</summary>
    public int ExpandedOffset { get; }

    /// <summary>Floats of scratch.</summary>
    public int ScratchLength { get; }
}
