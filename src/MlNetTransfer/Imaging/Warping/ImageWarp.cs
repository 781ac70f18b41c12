using System.Buffers;
using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Warping;

/// <summary>Samples a picture through an affine map, antialiased: any flip, turn, shear, zoom, shift, crop and resize in one go.</summary>
/// <remarks>
/// <para>The filter is a product of one filter along the source's rows and one along its columns, each as wide as the map spreads a target pixel along that axis
/// (the length of the map's row vector) and at least one source pixel. For a map that only scales this is the antialiased resize of <see cref="ImageResizer"/>.</para>
/// <para>Positions are exact sums of integers with 32 bits after the point, so that results depend on the map alone.</para>
/// </remarks>
internal sealed class ImageWarp : IDisposable
{
    private const int C = Image.ChannelCount;
    private const int PositionBits = 32;
    private const double PositionOne = 1L << PositionBits;
    private const long LargestPosition = 1 << 24;

    private readonly Image _source;
    private readonly PixelRectangle _region;
    private readonly WarpSettings _settings;
    private readonly WarpAxis _columns;
    private readonly WarpAxis _rows;
    private readonly BorderIndex _columnIndex;
    private readonly BorderIndex _rowIndex;
    private readonly int[] _columnWeights;
    private readonly byte[] _footprints;
    private readonly int _chunkCount;
    private readonly int _footprintStride;
    private readonly int _laneCount;
    private readonly (long Xx, long Xy, long X0, long Yx, long Yy, long Y0) _map;

    private ImageWarp(Image source, in AffineMap map, WarpSettings settings, (int Width, int Height) target)
    {
        _source = source;
        _region = settings.Region ?? new PixelRectangle(0, 0, source.Width, source.Height);
        _settings = settings;
        _columns = new WarpAxis(map.ScaleX, settings.Interpolation);
        _rows = new WarpAxis(map.ScaleY, settings.Interpolation);
        _chunkCount = (_columns.TapCount + WarpKernel.ChunkColumns - 1) / WarpKernel.ChunkColumns;
        _footprintStride = _chunkCount * WarpKernel.ChunkSize;
        _columnWeights = ArrayPool<int>.Shared.Rent((_chunkCount * WarpKernel.ChunkSize) << _columns.PhaseBits);
        SpreadColumnWeights();
        _footprints = ArrayPool<byte>.Shared.Rent(WarpKernel.MaxCount * _rows.TapCount * _footprintStride);
        _laneCount = settings.LaneCount == 0 ? ResampleDispatch.WidestLaneCount : settings.LaneCount;

        // Positions count from the centre of the first sample; half a phase is added so that phases are rounded to the nearest.
        (double x, double y) = map.Of(0.5, 0.5);
        _map = (
            Fixed(map.Xx), Fixed(map.Xy), Fixed(x - 0.5) + HalfPhase(_columns), Fixed(map.Yx), Fixed(map.Yy), Fixed(y - 0.5) + HalfPhase(_rows));
        _columnIndex = IndexOf((_region.Left, _region.Width), _columns, (_map.X0, _map.Xx * (target.Width - 1), _map.Xy * (target.Height - 1)));
        _rowIndex = IndexOf((_region.Top, _region.Height), _rows, (_map.Y0, _map.Yx * (target.Width - 1), _map.Yy * (target.Height - 1)));
    }

    /// <summary>Samples a picture.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="map">From target points to source points.</param>
    /// <param name="settings">How to sample.</param>
    /// <param name="destination">[row][column][R, G, B] without gaps.</param>
    /// <param name="width">Columns of the destination; its length gives the rows.</param>
    internal static void Apply(Image source, in AffineMap map, WarpSettings settings, Span<byte> destination, int width)
    {
        int height = destination.Length / (width * C);
        ReadOnlySpan<byte> pixels = source.Pixels.Span;
        using ImageWarp warp = new(source, map, settings, (width, height));
        for (int y = 0; y < height; y++)
        {
            warp.SampleRow(pixels, y, destination.Slice(y * width * C, width * C));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _columns.Dispose();
        _rows.Dispose();
        _columnIndex.Dispose();
        _rowIndex.Dispose();
        ArrayPool<int>.Shared.Return(_columnWeights);
        ArrayPool<byte>.Shared.Return(_footprints);
    }

    private static long Fixed(double value) =>
        Math.Abs(value) < LargestPosition
            ? (long)Math.Round(value * PositionOne)
            : throw new ArgumentException(Text.Of($"A warp reaches {value} pixels away, expected less than {LargestPosition}. Use smaller ranges."));

    private static long HalfPhase(WarpAxis axis) => 1L << (PositionBits - axis.PhaseBits - 1);

    private BorderIndex IndexOf((int Start, int Count) samples, WarpAxis axis, (long Start, long AlongRow, long AlongColumn) reach)
    {
        long least = reach.Start + Math.Min(reach.AlongRow, 0) + Math.Min(reach.AlongColumn, 0);
        long most = reach.Start + Math.Max(reach.AlongRow, 0) + Math.Max(reach.AlongColumn, 0);
        return new BorderIndex(
            samples, (int)(least >> PositionBits) - axis.TapCount, (int)(most >> PositionBits) + axis.TapCount + WarpKernel.ChunkColumns, _settings.Border);
    }

    private void SpreadColumnWeights()
    {
        int size = _chunkCount * WarpKernel.ChunkSize;
        Span<int> spread = _columnWeights.AsSpan(0, size << _columns.PhaseBits);
        spread.Clear();
        for (int phase = 0; phase < 1 << _columns.PhaseBits; phase++)
        {
            ReadOnlySpan<int> weights = _columns.Weights.Slice(phase * _columns.TapCount, _columns.TapCount);
            for (int t = 0; t < weights.Length; t++)
            {
                int chunk = t / WarpKernel.ChunkColumns;
                spread.Slice((phase * size) + (chunk * WarpKernel.ChunkSize) + ((t % WarpKernel.ChunkColumns) * C), C).Fill(weights[t]);
            }
        }
    }

    /// <summary>Cuts a row into runs of pixels whose footprint is inside of the picture, and of others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SampleRow(ReadOnlySpan<byte> pixels, int y, Span<byte> target)
    {
        Span<WarpSample> samples = stackalloc WarpSample[WarpKernel.MaxCount];
        int width = target.Length / C;
        long u = _map.X0 + (_map.Xy * y);
        long v = _map.Y0 + (_map.Yy * y);
        int count = 0;
        bool isInside = true;
        ReadOnlySpan<int> columnStarts = _columns.Starts;
        ReadOnlySpan<int> rowStarts = _rows.Starts;

        // Chunks are read whole, so the last row's last pixels count as outside.
        uint lastColumn = (uint)Math.Max(_region.Width - ((_chunkCount * WarpKernel.ChunkColumns) + 1), -1);
        uint lastRow = (uint)Math.Max(_region.Height - _rows.TapCount, -1);
        bool fits = (int)lastColumn >= 0 && (int)lastRow >= 0;
        for (int x = 0; x < width; x++, u += _map.Xx, v += _map.Yx)
        {
            int columnPhase = (int)(u >> (PositionBits - _columns.PhaseBits)) & (columnStarts.Length - 1);
            int rowPhase = (int)(v >> (PositionBits - _rows.PhaseBits)) & (rowStarts.Length - 1);
            int column = (int)(u >> PositionBits) + columnStarts[columnPhase];
            int row = (int)(v >> PositionBits) + rowStarts[rowPhase];
            bool inside = fits && (uint)(column - _region.Left) <= lastColumn && (uint)(row - _region.Top) <= lastRow;
            if (count == WarpKernel.MaxCount || (inside != isInside && count > 0))
            {
                Sample(samples[..count], isInside ? pixels : default, target.Slice((x - count) * C, count * C));
                count = 0;
            }

            isInside = inside;
            int offset = inside ? ((row * _source.Width) + column) * C : CopyFootprint(pixels, count, column, row);
            samples[count++] = new WarpSample(offset, columnPhase, rowPhase);
        }

        Sample(samples[..count], isInside ? pixels : default, target[((width - count) * C)..]);
    }

    /// <summary>Lays a footprint that leaves the picture into memory of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int CopyFootprint(ReadOnlySpan<byte> pixels, int slot, int column, int row)
    {
        int first = slot * _rows.TapCount * _footprintStride;
        int tapCount = _columns.TapCount;
        int rowSize = _source.Width * C;
        bool columnsInside = column >= _region.Left && column + tapCount <= _region.Left + _region.Width;
        Span<byte> footprint = _footprints.AsSpan(first, _rows.TapCount * _footprintStride);
        for (int r = 0; r < _rows.TapCount; r++)
        {
            Span<byte> target = footprint.Slice(r * _footprintStride, _footprintStride);
            int sourceRow = _rowIndex[row + r];
            if (sourceRow == BorderIndex.Outside)
            {
                FillColor(target[..(tapCount * C)]);
                continue;
            }

            ReadOnlySpan<byte> source = pixels.Slice(sourceRow * rowSize, rowSize);
            if (columnsInside)
            {
                source.Slice(column * C, tapCount * C).CopyTo(target);
                continue;
            }

            CopyColumns(source, column, target[..(tapCount * C)]);
        }

        return first;
    }

    /// <summary>One row of a footprint, pixel by pixel from where the border says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyColumns(ReadOnlySpan<byte> source, int column, Span<byte> target)
    {
        for (; target.Length >= C; target = target[C..], column++)
        {
            int sourceColumn = _columnIndex[column];
            if (sourceColumn == BorderIndex.Outside)
            {
                FillColor(target[..C]);
            }
            else
            {
                ReadOnlySpan<byte> from = source.Slice(sourceColumn * C, C);
                (target[2], target[1], target[0]) = (from[2], from[1], from[0]);
            }
        }
    }

    private void FillColor(Span<byte> pixels)
    {
        for (; pixels.Length >= C; pixels = pixels[C..])
        {
            (pixels[2], pixels[1], pixels[0]) = (_settings.Color.Blue, _settings.Color.Green, _settings.Color.Red);
        }
    }

    /// <summary>Samples a run from the picture, or from the copied footprints where no pixels are given.</summary>
    private void Sample(ReadOnlySpan<WarpSample> samples, ReadOnlySpan<byte> pixels, Span<byte> target)
    {
        WarpKernel.Args args = new()
        {
            Source = pixels.IsEmpty ? _footprints : pixels,
            Stride = pixels.IsEmpty ? _footprintStride : _source.Width * C,
            TapRows = _rows.TapCount,
            ChunkCount = _chunkCount,
            Samples = samples,
            RowWeights = _rows.Weights,
            ColumnWeights = _columnWeights,
            Target = target,
        };
        ResampleDispatch.Run<WarpKernel, WarpKernel.Args>(_laneCount, in args);
    }
}
