using MlNetTransfer.Imaging;

namespace MlNetTransfer.Cli.Output;

/// <summary>Tiles of one size in rows and columns on white.</summary>
internal sealed class ContactSheet
{
    private const int Gap = 4;

    private readonly int _tileWidth;
    private readonly int _tileHeight;

    public ContactSheet(int rows, int columns, int tileWidth, int tileHeight)
    {
        _tileWidth = tileWidth;
        _tileHeight = tileHeight;
        Image = new Image((columns * (tileWidth + Gap)) + Gap, (rows * (tileHeight + Gap)) + Gap);
        Image.Pixels.Span.Fill(byte.MaxValue);
    }

    /// <summary>The sheet.</summary>
    public Image Image { get; }

    /// <summary>Puts a tile, [row][column][R, G, B], into its place.</summary>
    public void Put(int row, int column, ReadOnlySpan<byte> tile)
    {
        int size = _tileWidth * Image.ChannelCount;
        int left = (Gap + (column * (_tileWidth + Gap))) * Image.ChannelCount;
        for (int y = 0; y < _tileHeight; y++)
        {
            tile.Slice(y * size, size).CopyTo(Image.Row(Gap + (row * (_tileHeight + Gap)) + y)[left..]);
        }
    }
}
