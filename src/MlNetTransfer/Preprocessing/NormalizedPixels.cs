using System.Runtime.InteropServices;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Preprocessing;

/// <summary>Pictures as the floats that a network reads, for networks that are not given bytes.</summary>
internal static class NormalizedPixels
{
    private const int C = PixelBatch.ChannelCount;

    /// <summary><c>(sample - mean) / deviation</c>, in the network's order of channels and layout.</summary>
    /// <param name="pixels">The pictures; bytes or floats.</param>
    /// <param name="normalization">What the network reads.</param>
    /// <returns>[N, 3, H, W] or [N, H, W, 3], row-major.</returns>
    public static float[] Of(PixelBatch pixels, InputNormalization normalization)
    {
        float[] target = new float[checked(pixels.Count * pixels.Height * pixels.Width * C)];
        ReadOnlySpan<byte> bytes = pixels.Pixels.Span;
        ReadOnlySpan<float> floats = pixels.Samples == PixelSamples.Floats ? MemoryMarshal.Cast<byte, float>(bytes) : [];
        int plane = pixels.Height * pixels.Width;
        for (int channel = 0; channel < C; channel++)
        {
            (float mean, float deviation) = (normalization.Mean[channel], normalization.Deviation[channel]);
            int written = normalization.BlueFirst ? C - 1 - channel : channel;
            for (int i = 0, from = channel; i < pixels.Count * plane; i++, from += C)
            {
                float sample = floats.IsEmpty ? bytes[from] : floats[from];
                int to = normalization.ChannelsLast ? (i * C) + written : (((i / plane * C) + written) * plane) + (i % plane);
                target[to] = (sample - mean) / deviation;
            }
        }

        return target;
    }
}
