namespace MlNetTransfer.Kernels.Blocks;

/// <summary>Cuts a chain's output into strips of rows and groups of channel pairs: by its shape alone.</summary>
/// <remarks>
/// With a projection, strips: each needs all channels. Without, the expanded picture of a channel pair lies in the second cache where it is small, and
/// channels are shared out instead, so that no row is expanded twice. Order of the items: picture, strip, group.
/// </remarks>
internal sealed class StripDivision
{
    /// <summary>Channels that are expanded and convolved together: two blocks.</summary>
    public const int PairChannels = 2 * BlockedLayout.Block;

    // Half of a second cache of 1 MB, so that weights and the input's rows fit beside.
    private const int StripBytes = 512 * 1024;

    // About 8 microseconds of one core.
    private const long ItemProducts = 1_000_000;

    public StripDivision(InvertedResidualSpec spec)
    {
        ConvolutionShape shape = spec.Depthwise.Shape;
        Rows = shape.OutputHeight;
        PairCount = (shape.OutputChannels + PairChannels - 1) / PairChannels;
        long channelBytes = spec.Project is null ? 0 : (long)spec.Depthwise.Output.Blocks * BlockedLayout.Block * sizeof(float) * shape.OutputWidth;
        long expandedBytes = spec.Expand is null ? 0 : (long)(shape.InputWidth + (2 * shape.RequiredHalo)) * PairChannels * sizeof(float);
        long fixedBytes = expandedBytes * Math.Max(0, WindowRows(shape, 1) - shape.StrideY);
        long rowBytes = Math.Max(1, channelBytes + (expandedBytes * shape.StrideY));
        MaxRows = (int)Math.Clamp((StripBytes - fixedBytes) / rowBytes, 1, Rows);
        int parts = (Rows + MaxRows - 1) / MaxRows;
        if (spec.Project is not null)
        {
            parts = Math.Min(Rows, (parts + 1) / 2 * 2);
        }

        StripRows = (Rows + parts - 1) / parts;
        StripCount = (Rows + StripRows - 1) / StripRows;
        MergedStrips = Math.Max(1, MaxRows / StripRows);
        PairsPerGroup = spec.Project is null ? GroupPairs(spec) : PairCount;
        GroupCount = (PairCount + PairsPerGroup - 1) / PairsPerGroup;
    }

    /// <summary>Rows of the output.</summary>
    public int Rows { get; }

    /// <summary>Pairs of channel blocks of the depthwise convolution.</summary>
    public int PairCount { get; }

    /// <summary>Most rows that run together.</summary>
    public int MaxRows { get; }

    /// <summary>Rows of an item.</summary>
    public int StripRows { get; }

    /// <summary>Strips of a picture.</summary>
    public int StripCount { get; }

    /// <summary>Neighbouring strips that may run as one.</summary>
    public int MergedStrips { get; }

    /// <summary>Pairs of an item.</summary>
    public int PairsPerGroup { get; }

    /// <summary>Groups of pairs of a strip.</summary>
    public int GroupCount { get; }

    /// <summary>Items of a picture.</summary>
    public int ItemsPerPicture => StripCount * GroupCount;

    /// <summary>Input rows that a strip of output rows reads.</summary>
    public static int WindowRows(ConvolutionShape shape, int rows) => ((rows - 1) * shape.StrideY) + (shape.DilationY * (shape.KernelHeight - 1)) + 1;

    /// <summary>The strip that starts at an item and ends before <paramref name="end"/>.</summary>
    public Strip At(int item, int end)
    {
        int group = item % GroupCount;
        int strip = item / GroupCount % StripCount;
        int merged = GroupCount > 1 ? 1 : Math.Min(Math.Min(end - item, StripCount - strip), MergedStrips);
        int firstRow = strip * StripRows;
        int firstPair = group * PairsPerGroup;
        return new Strip(
            item / ItemsPerPicture,
            firstRow,
            Math.Min((strip + merged) * StripRows, Rows) - firstRow,
            firstPair,
            Math.Min(firstPair + PairsPerGroup, PairCount),
            merged);
    }

    /// <summary>Every number of rows that a strip can have.</summary>
    public IEnumerable<int> RowCounts() =>
        Enumerable.Range(0, StripCount)
            .SelectMany(first => Enumerable.Range(1, MergedStrips).Select(count => Math.Min((first + count) * StripRows, Rows) - (first * StripRows)))
            .Distinct();

    private int GroupPairs(InvertedResidualSpec spec)
    {
        long products = spec.Depthwise.Shape.Operations / 2 / PairCount / StripCount;
        products += spec.Expand is { } expand ? expand.Shape.Operations / 2 / PairCount / StripCount : 0;
        int pairs = (int)Math.Clamp(ItemProducts / Math.Max(1, products), 1, PairCount);
        int groups = (PairCount + pairs - 1) / pairs;
        return (PairCount + groups - 1) / groups;
    }
}
