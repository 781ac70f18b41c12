using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Runtime;
using MlNetTransfer.Simd;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>The inverse transform against the formula in double precision (limits of H.261 annex A) and width against width.</summary>
public sealed class JpegInverseDctTests
{
    private const int BlockSize = 64;
    private const int BlockCount = 10_000;
    private static readonly short[] Ones = [.. Enumerable.Repeat((short)1, BlockSize)];

    [Theory]
    [InlineData(-256, 255)]
    [InlineData(-5, 5)]
    [InlineData(-300, 300)]
    public void Ten_thousand_random_blocks_stay_within_the_limits_of_H_261_annex_A(int low, int high)
    {
        short[] coefficients = RandomCoefficients(low, high);
        byte[] samples = Transform<JpegAccurateTransform, Int16x8>(coefficients, Ones);
        double[] squares = new double[BlockSize];
        double[] errors = new double[BlockSize];
        int peak = 0;
        for (int b = 0; b < BlockCount; b++)
        {
            double[] expected = JpegDctReference.Inverse(coefficients.AsSpan(b * BlockSize, BlockSize));
            for (int i = 0; i < BlockSize; i++)
            {
                int sample = samples[(i / 8 * BlockCount * 8) + (b * 8) + (i % 8)];
                int error = sample - (int)Math.Clamp(Math.Round(expected[i]) + 128, 0, 255);
                peak = Math.Max(peak, Math.Abs(error));
                squares[i] += error * error;
                errors[i] += error;
            }
        }

        Assert.InRange(peak, 0, 1);
        Assert.InRange(squares.Max() / BlockCount, 0, 0.06);
        Assert.InRange(squares.Sum() / BlockCount / BlockSize, 0, 0.02);
        Assert.InRange(errors.Max(Math.Abs) / BlockCount, 0, 0.015);
        Assert.InRange(Math.Abs(errors.Sum()) / BlockCount / BlockSize, 0, 0.0015);
    }

    [Fact]
    public void No_coefficients_give_middle_grey()
    {
        byte[] samples = Transform<JpegAccurateTransform, Int16x8>(new short[BlockSize * 5], Ones);
        Assert.All(samples, s => Assert.Equal(128, s));
    }

    [Theory]
    [InlineData(InverseDct.Accurate)]
    [InlineData(InverseDct.Fast)]
    public void All_widths_give_the_same_bits(InverseDct method)
    {
        SeededRandom random = new(5);
        for (int count = 1; count <= 9; count++)
        {
            short[] coefficients = new short[count * BlockSize];
            for (int n = 0; n < count * 6; n++)
            {
                coefficients[random.NextInt32(coefficients.Length)] = (short)(random.NextInt32(400) - 200);
            }

            ushort[] table = [.. Enumerable.Range(0, BlockSize).Select(_ => (ushort)(1 + random.NextInt32(60)))];
            short[] multipliers = JpegInverseDct.CreateMultipliers(method, table);
            byte[][] all = method == InverseDct.Fast ? AllWidths<JpegFastTransform>(coefficients, multipliers) : AllWidths<JpegAccurateTransform>(coefficients, multipliers);
            Assert.All(all, samples => Assert.Equal(all[0], samples));
        }
    }

    private static byte[][] AllWidths<TTransform>(short[] coefficients, short[] multipliers)
        where TTransform : struct, IJpegTransform
    {
        List<byte[]> all = [Transform<TTransform, Int16x8>(coefficients, multipliers)];
        if (Int16LaneDispatch.Has16)
        {
            all.Add(Transform<TTransform, Int16x16>(coefficients, multipliers));
        }

        if (Int16LaneDispatch.Has32)
        {
            all.Add(Transform<TTransform, Int16x32>(coefficients, multipliers));
        }

        return [.. all];
    }

    private static byte[] Transform<TTransform, TLanes>(short[] coefficients, short[] multipliers)
        where TTransform : struct, IJpegTransform
        where TLanes : struct, IInt16Lanes<TLanes>
    {
        int stride = coefficients.Length / 8;
        byte[] samples = new byte[coefficients.Length];
        JpegInverseDct.Kernel<TTransform>.Run<TLanes>(new JpegInverseDctArgs(coefficients, multipliers, samples, stride));
        return samples;
    }

    // Annex A: random samples, transformed forward, rounded and clipped to 12 bits, are the coefficients.
    private static short[] RandomCoefficients(int low, int high)
    {
        SeededRandom random = new(low);
        short[] coefficients = new short[BlockCount * BlockSize];
        int[] block = new int[BlockSize];
        for (int b = 0; b < BlockCount; b++)
        {
            for (int i = 0; i < BlockSize; i++)
            {
                block[i] = low + random.NextInt32(high - low + 1);
            }

            double[] transformed = JpegDctReference.Forward(block);
            for (int i = 0; i < BlockSize; i++)
            {
                coefficients[(b * BlockSize) + i] = (short)Math.Clamp(Math.Round(transformed[i]), -2048, 2047);
            }
        }

        return coefficients;
    }
}
