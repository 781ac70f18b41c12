using System.Buffers;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Adjustments;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>MixUp and CutMix: each picture of a training batch takes pixels of another one, and its label follows.</summary>
/// <remarks>
/// <para>Every picture has another picture as its partner (a random cycle through the batch) and a share of its own. Partners give their pixels as they were before mixing.</para>
/// <para><b>Source</b>: Zhang et al. 2018, "mixup"; Yun et al. 2019, "CutMix" (shares corrected to the area that is really replaced). <b>Threading</b>: no state.</para>
/// </remarks>
public static class PixelMixing
{
    private const int C = Image.ChannelCount;
    private const long Stream = 4;

    /// <summary>Mixes a batch in place.</summary>
    /// <param name="pixels">count x height x width x 3 bytes: [picture][row][column][R, G, B].</param>
    /// <param name="height">Rows of each picture.</param>
    /// <param name="width">Columns of each picture.</param>
    /// <param name="options">How to mix.</param>
    /// <param name="key">Seed, epoch and index of the batch: all that the draw depends on.</param>
    /// <returns>What each picture is made of, in order.</returns>
    /// <exception cref="ArgumentException">The options are not valid, or the bytes are not whole pictures.</exception>
    public static IReadOnlyList<MixedPicture> Apply(Span<byte> pixels, int height, int width, PixelMixingOptions options, AugmentationKey key)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        options.ThrowIfInvalid();
        int size = checked(height * width * C);
        if (pixels.Length % size != 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"Pictures of {width}x{height} take {size} bytes each, got {pixels.Length}, which is no multiple."), nameof(pixels));
        }

        int count = pixels.Length / size;
        MixedPicture[] mixed = new MixedPicture[count];
        SeededRandom random = SeededRandom.Derive(key.Seed, key.Epoch, key.PictureIndex, Stream);
        bool happens = random.NextDouble() < options.Probability && (options.MixUpAlpha > 0 || options.CutMixAlpha > 0);
        bool isCut = random.NextInt32(2) == 0 ? options.CutMixAlpha > 0 : options.MixUpAlpha == 0;
        int[] cycle = [.. Enumerable.Range(0, count)];
        random.Shuffle<int>(cycle);
        if (!happens || count < 2)
        {
            return [.. Enumerable.Range(0, count).Select(i => new MixedPicture(i, 1))];
        }

        byte[] first = ArrayPool<byte>.Shared.Rent(size);
        pixels.Slice(cycle[0] * size, size).CopyTo(first);
        for (int i = 0; i < count; i++)
        {
            int partner = cycle[(i + 1) % count];
            ReadOnlySpan<byte> source = i == count - 1 ? first.AsSpan(0, size) : pixels.Slice(partner * size, size);
            Span<byte> target = pixels.Slice(cycle[i] * size, size);
            double share = isCut
                ? Cut(target, source, (width, height), (random, options.CutMixAlpha))
                : Blend(target, source, random.NextBeta(options.MixUpAlpha, options.MixUpAlpha));
            mixed[cycle[i]] = new MixedPicture(partner, share);
        }

        ArrayPool<byte>.Shared.Return(first);
        return mixed;
    }

    /// <summary>Mixes values; the share is first rounded to what the arithmetic holds.</summary>
    private static double Blend(Span<byte> target, ReadOnlySpan<byte> source, double share)
    {
        int weight = (int)Math.Round(share * PixelBlendKernel.One);
        PixelBlendKernel.Blend(target, source, weight);
        return (double)weight / PixelBlendKernel.One;
    }

    /// <summary>Copies a rectangle whose centre may be anywhere and which ends at the picture's edge.</summary>
    private static double Cut(Span<byte> target, ReadOnlySpan<byte> source, (int Width, int Height) size, (SeededRandom Random, double Alpha) draw)
    {
        double side = Math.Sqrt(1 - draw.Random.NextBeta(draw.Alpha, draw.Alpha));
        (int left, int width) = Interval(size.Width, side, draw.Random);
        (int top, int height) = Interval(size.Height, side, draw.Random);
        for (int y = top; y < top + height; y++)
        {
            int offset = ((y * size.Width) + left) * C;
            source.Slice(offset, width * C).CopyTo(target[offset..]);
        }

        return 1 - ((double)width * height / ((double)size.Width * size.Height));
    }

    private static (int Start, int Length) Interval(int size, double share, SeededRandom random)
    {
        int length = (int)(size * share);
        int center = random.NextInt32(size);
        int start = Math.Clamp(center - (length / 2), 0, size);
        int end = Math.Clamp(center - (length / 2) + length, 0, size);
        return (start, end - start);
    }
}
