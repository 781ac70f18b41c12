using System.Runtime.CompilerServices;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Rows;

/// <summary>The 256 normalised values of each channel of a network's input, in the network's channel order.</summary>
/// <remarks>(pixel - mean) / deviation in single precision, as preprocessing code everywhere computes it: looking up rounds no further.</remarks>
internal sealed class NormalizationTable
{
    /// <summary>Values of a byte.</summary>
    public const int Levels = 256;

    private readonly float[] _values = new float[PixelBatch.ChannelCount * Levels];

    public NormalizationTable(InputNormalization normalization)
    {
        for (int c = 0; c < PixelBatch.ChannelCount; c++)
        {
            int colour = normalization.BlueFirst ? PixelBatch.ChannelCount - 1 - c : c;
            SourceOf[c] = colour;
            for (int level = 0; level < Levels; level++)
            {
                _values[(c * Levels) + level] = (level - normalization.Mean[colour]) / normalization.Deviation[colour];
            }
        }
    }

    /// <summary>Index of the byte of a pixel that each channel is made of.</summary>
    public int[] SourceOf { get; } = new int[PixelBatch.ChannelCount];

    /// <summary>Values of a channel.</summary>
    public ReadOnlySpan<float> Of(int channel) => _values.AsSpan(channel * Levels, Levels);

    /// <summary>Writes a channel of some pixels.</summary>
    /// <param name="pixels">Red, green, blue of each pixel.</param>
    /// <param name="channel">Channel of the network.</param>
    /// <param name="target">Starts at the first pixel's value.</param>
    /// <param name="step">Floats from one pixel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(ReadOnlySpan<byte> pixels, int channel, Span<float> target, int step)
    {
        ReadOnlySpan<float> values = Of(channel);
        int to = 0;
        for (int from = SourceOf[channel]; from < pixels.Length; from += PixelBatch.ChannelCount, to += step)
        {
            target[to] = values[pixels[from]];
        }
    }
}
