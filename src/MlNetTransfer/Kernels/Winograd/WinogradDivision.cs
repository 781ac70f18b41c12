namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Cuts a layer into items: group of panels, picture, stretch of tiles.</summary>
/// <remarks>By shape alone. Small pictures have few tiles, so there the panels are divided too and each group transforms the input again: a few percent.</remarks>
internal sealed class WinogradDivision
{
    // Rows of one register tile at the widest vectors.
    private const int StretchTiles = 14;

    // Items of a picture that let a few threads share it.
    private const int WantedItems = 4;

    // Transformed inputs that stay in a second cache of 1 MB beside weights and products, where neighbouring items are merged.
    private const int MergedBytes = 256 * 1024;

    private readonly int _panelCount;
    private readonly int _panelsPerGroup;
    private readonly int _stretchTiles;
    private readonly int _stretches;
    private readonly int _merged;

    public WinogradDivision(int tiles, int panels, int bytesPerTile)
    {
        TileCount = tiles;
        _panelCount = panels;
        int parts = (tiles + StretchTiles - 1) / StretchTiles;
        _stretchTiles = (tiles + parts - 1) / parts;
        _stretches = (tiles + _stretchTiles - 1) / _stretchTiles;
        int groups = Math.Clamp(WantedItems / _stretches, 1, panels);
        _panelsPerGroup = (panels + groups - 1) / groups;
        _merged = Math.Clamp(MergedBytes / (bytesPerTile * _stretchTiles), 1, _stretches);
    }

    /// <summary>Tiles of a picture.</summary>
    public int TileCount { get; }

    /// <summary>Most tiles of a stretch.</summary>
    public int MaxTiles => Math.Min(_merged * _stretchTiles, TileCount);

    private int GroupCount => (_panelCount + _panelsPerGroup - 1) / _panelsPerGroup;

    /// <summary>Number of items.</summary>
    public int ItemCount(int batch) => checked(GroupCount * batch * _stretches);

    /// <summary>The stretch that starts at an item and ends before <paramref name="end"/>.</summary>
    public Tiles.WorkStretch Stretch(int item, int end, int batch)
    {
        int part = item % _stretches;
        int picture = item / _stretches % batch;
        int firstPanel = item / _stretches / batch * _panelsPerGroup;
        int count = Math.Min(Math.Min(end - item, _stretches - part), _merged);
        return new Tiles.WorkStretch(
            picture,
            firstPanel,
            Math.Min(firstPanel + _panelsPerGroup, _panelCount),
            part * _stretchTiles,
            Math.Min((part + count) * _stretchTiles, TileCount),
            count);
    }
}
