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
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<float> source = buffers.Input.Slice(((((picture * channels) + c) * height) + y) * width, width);
            for (int x = 0, to = c; x < source.Length; x++, to += channels)
            {
                row[to] = source[x];
            }
        }
    }
}
