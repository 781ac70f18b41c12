namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Cuts a layer into items by its shape alone: fine enough for many threads, with weights that stay in the second cache.</summary>
/// <remarks>
/// Order of the items: group of panels, picture, stretch of tiles. Layers with little weight have one group. Large ones are grouped so that a group's
/// weights stay in cache while all pictures pass.
/// </remarks>
internal sealed class WorkDivision
{
    // Sizes for a second cache of 512 KB or more; measured on 1 MB, where 128 to 512 KB made no difference.
    private const int GroupWeightBytes = 256 * 1024;
    private const int WholeWeightBytes = 512 * 1024;
    private const int StretchInputBytes = 192 * 1024;

    // About 2 microseconds of one core: claims cost a tenth of one, and threads claim several items at a time.
    private const long ItemProducts = 300_000;

    private readonly int _panelCount;
    private readonly int _panelsPerGroup;
    private readonly int _tileCount;
    private readonly int _tilesPerItem;
    private readonly int _itemsPerPicture;
    private readonly int _mergedItems;
    private readonly bool _fetchAhead;

    private WorkDivision(int panelCount, int panelsPerGroup, int tileCount, int tilesPerItem, int mergedItems, bool fetchAhead)
    {
        _panelCount = panelCount;
        _panelsPerGroup = panelsPerGroup;
        _tileCount = tileCount;
        _tilesPerItem = tilesPerItem;
        _itemsPerPicture = (tileCount + tilesPerItem - 1) / tilesPerItem;
        _mergedItems = mergedItems;
        _fetchAhead = fetchAhead;
    }

    private int GroupCount => (_panelCount + _panelsPerGroup - 1) / _panelsPerGroup;

    /// <summary>Divides a convolution.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="panelCount">Panels of output channels.</param>
    /// <param name="weightCount">Floats of all packed weights.</param>
    /// <param name="tileCount">Register tiles of a picture.</param>
    public static WorkDivision Of(ConvolutionShape shape, int panelCount, int weightCount, int tileCount)
    {
        long weightBytes = (long)weightCount * sizeof(float);
        int perGroup = weightBytes <= WholeWeightBytes ? panelCount : (int)Math.Max(1, GroupWeightBytes / (weightBytes / panelCount));
        perGroup = EvenPart(panelCount, perGroup);
        long productsPerTile = Math.Max(1, shape.Operations / 2 / tileCount * perGroup / panelCount);
        int perItem = (int)Math.Clamp(ItemProducts / productsPerTile, 1, tileCount);
        perItem = EvenPart(tileCount, perItem);
        long inputBytes = (long)shape.InputHeight * shape.InputWidth * shape.InputChannels * sizeof(float);
        long itemBytes = Math.Max(1, inputBytes * perItem / tileCount);
        int merged = (int)Math.Clamp(StretchInputBytes / itemBytes, 1, tileCount);
        return new WorkDivision(panelCount, perGroup, tileCount, perItem, merged, weightBytes > WholeWeightBytes);
    }

    /// <summary>Number of items.</summary>
    public int ItemCount(int batch) => checked(GroupCount * batch * _itemsPerPicture);

    /// <summary>The stretch that starts at an item and ends before <paramref name="end"/>.</summary>
    public WorkStretch Stretch(int item, int end, int batch)
    {
        int part = item % _itemsPerPicture;
        int picture = item / _itemsPerPicture % batch;
        int group = item / _itemsPerPicture / batch;
        int count = Math.Min(Math.Min(end - item, _itemsPerPicture - part), _mergedItems);
        int firstPanel = group * _panelsPerGroup;
        return new WorkStretch(
            picture,
            firstPanel,
            Math.Min(firstPanel + _panelsPerGroup, _panelCount),
            part * _tilesPerItem,
            Math.Min((part + count) * _tilesPerItem, _tileCount),
            count);
    }

    /// <summary>Distance of the weights worth fetching while a panel is read: the next panel's, where weights come from far.</summary>
    public nint WeightsAhead(int panelWeights) => _fetchAhead ? panelWeights : 0;

    /// <summary>Size of the parts when a whole is cut into as few parts of at most <paramref name="limit"/> as possible, evenly.</summary>
    private static int EvenPart(int whole, int limit)
    {
        int parts = (whole + limit - 1) / limit;
        return (whole + parts - 1) / parts;
    }
}
