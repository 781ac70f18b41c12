using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Rows;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Normalised pixels.</summary>
internal sealed class PixelSource(InputNormalization normalization, int height, int width) : IStemSource
{
    private readonly NormalizationTable _table = new(normalization);

    /// <inheritdoc/>
    public void Check(in OperationBuffers buffers) =>
        BufferChecks.Holds(buffers.Pixels.Length, (long)buffers.Batch * height * width * PixelBatch.ChannelCount, nameof(buffers.Pixels));

    /// <inheritdoc/>
    public void ReadRow(in OperationBuffers buffers, int picture, int y, Span<float> row)
    {
        int rowBytes = width * PixelBatch.ChannelCount;
        ReadOnlySpan<byte> pixels = buffers.Pixels.Slice(((picture * height) + y) * rowBytes, rowBytes);
        for (int c = 0; c < PixelBatch.ChannelCount; c++)
        {
            _table.Write(pixels, c, row[c..], PixelBatch.ChannelCount);
        }
    }
}

/// <summary>Planar floats [N, C, H, W].</summary>
internal sealed class PlanarSource(int channels, int height, int width) : IStemSource
{
    /// <inheritdoc/>
    public void Check(in OperationBuffers buffers) =>
        BufferChecks.Holds(buffers.Input.Length, (long)buffers.Batch * channels * height * width, nameof(buffers.Input));

    /// <inheritdoc/>
    public void ReadRow(in OperationBuffers buffers, int picture, int y, Span<float> row)
    {
        BufferChecks.Holds(row.Length, (long)width * channels, nameof(row));
        int plane = height * width;
        ReadOnlySpan<float> source = buffers.Input.Slice((picture * channels * plane) + (y * width), ((channels - 1) * plane) + width);
        if (channels == PixelBatch.ChannelCount)
        {
            InterleaveThree(source, plane, row);
            return;
        }

        for (int c = 0; c < channels; c++)
        {
            for (int x = 0, to = c; x < width; x++, to += channels)
            {
                row[to] = source[(c * plane) + x];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InterleaveThree(ReadOnlySpan<float> source, int plane, Span<float> row)
    {
        ref float first = ref MemoryMarshal.GetReference(source);
        ref float second = ref Unsafe.Add(ref first, plane);
        ref float third = ref Unsafe.Add(ref second, plane);
        ref float target = ref MemoryMarshal.GetReference(row);
        for (nint x = 0; x < width; x++)
        {
            Unsafe.Add(ref target, 3 * x) = Unsafe.Add(ref first, x);
            Unsafe.Add(ref target, (3 * x) + 1) = Unsafe.Add(ref second, x);
            Unsafe.Add(ref target, (3 * x) + 2) = Unsafe.Add(ref third, x);
        }
    }
}
