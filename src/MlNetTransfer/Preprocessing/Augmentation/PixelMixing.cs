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
        return Apply(pixels, (width, height), (width, height), options, key);
    }

    /// <summary>Mixes a batch in place as one of pictures of another size is mixed: the same partners, shares and, in proportion, rectangles.</summary>
    /// <param name="pixels">The pictures.</param>
    /// <param name="own">Their size.</param>
    /// <param name="drawnFor">The size of those that are followed; the shares are theirs.</param>
    /// <param name="options">How to mix.</param>
    /// <param name="key">Seed, epoch and index of the batch.</param>
    internal static IReadOnlyList<MixedPicture> Apply(
        Span<byte> pixels, (int Width, int Height) own, (int Width, int Height) drawnFor, PixelMixingOptions options, AugmentationKey key)
    {
        options.ThrowIfInvalid();
        (int width, int height) = own;
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
                ? Cut(target, source, (own, drawnFor), (random, options.CutMixAlpha))
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
    private static double Cut(Span<byte> target, ReadOnlySpan<byte> source, ((int Width, int Height) Own, (int Width, int Height) DrawnFor) size, (SeededRandom Random, double Alpha) draw)
    {
        double side = Math.Sqrt(1 - draw.Random.NextBeta(draw.Alpha, draw.Alpha));
        PixelInterval across = Interval(size.DrawnFor.Width, side, draw.Random);
        PixelInterval down = Interval(size.DrawnFor.Height, side, draw.Random);
        (int left, int width) = across.Scaled((double)size.Own.Width / size.DrawnFor.Width);
        (int top, int height) = down.Scaled((double)size.Own.Height / size.DrawnFor.Height);
        for (int y = top; y < top + height; y++)
        {
            int offset = ((y * size.Own.Width) + left) * C;
            source.Slice(offset, width * C).CopyTo(target[offset..]);
        }

        return 1 - ((double)across.Length * down.Length / ((double)size.DrawnFor.Width * size.DrawnFor.Height));
    }

    private static PixelInterval Interval(int size, double share, SeededRandom random)
    {
        int length = (int)(size * share);
        int center = random.NextInt32(size);
        int start = Math.Clamp(center - (length / 2), 0, size);
        int end = Math.Clamp(center - (length / 2) + length, 0, size);
        return new PixelInterval(start, end - start);
    }
}
