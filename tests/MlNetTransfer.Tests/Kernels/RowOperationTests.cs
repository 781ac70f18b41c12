using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Kernels;

public sealed class RowOperationTests
{
    [Theory]
    [InlineData(1, 10, 1, false)]
    [InlineData(3, 1000, 1, false)]
    [InlineData(2, 7, 5, true)]
    public void Softmax_matches_the_formula(int outer, int length, int inner, bool logarithm)
    {
        SoftmaxSpec spec = new(outer, length, inner, logarithm);
        float[] input = KernelRig.Random(new SeededRandom(length), 2 * outer * length * inner, -30f, 30f);
        double[] expected = new double[input.Length];
        for (int i = 0; i < input.Length; i++)
        {
            int start = (i / (length * inner) * length * inner) + (i % inner);
            double largest = Enumerable.Range(0, length).Max(j => input[start + (j * inner)]);
            double sum = Enumerable.Range(0, length).Sum(j => Math.Exp(input[start + (j * inner)] - largest));
            expected[i] = logarithm ? input[i] - largest - Math.Log(sum) : Math.Exp(input[i] - largest) / sum;
        }

        foreach (int width in new[] { 16, 8, 4, 1 })
        {
            float[] output = new float[input.Length];
            KernelRig.Run(KernelRig.At(width, () => Softmax.Prepare(spec)), new OperationBuffers { Batch = 2, Input = input, Output = output }, 1);
            Assert.InRange(KernelRig.Error(expected, output), 0, 2e-7);
        }
    }

    [Theory]
    [InlineData(5, 7)]
    [InlineData(4, 33)]
    [InlineData(1, 16)]
    public void Local_response_matches_the_formula(int size, int channels)
    {
        BlockedLayout layout = new(channels, 3, 4, 1);
        LocalResponseSpec spec = new(size, 0.5f, 0.75f, 2f);
        float[] input = BlockedProblem.Random(layout, 2, size);
        double[] expected = [.. input.Select((x, i) =>
        {
            int channel = i / 12 % channels;
            double sum = 0;
            for (int c = Math.Max(0, channel - ((size - 1) / 2)); c <= Math.Min(channels - 1, channel + (size / 2)); c++)
            {
                sum += Math.Pow(input[i + ((c - channel) * 12)], 2);
            }

            return x / Math.Pow(2 + (0.5 / size * sum), 0.75);
        })];
        float[] answer = BlockedProblem.Answer(() => LocalResponseNormalization.Prepare(spec, layout, layout), (layout, layout), 2, input);
        Assert.InRange(KernelRig.Error(expected, answer), 0, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(45)]
    public void Layer_normalisation_of_channels_matches_the_formula(int channels)
    {
        BlockedLayout layout = new(channels, 3, 4, 1);
        float[] gamma = BlockedProblem.Random(new BlockedLayout(channels, 1, 1), 1, 1);
        float[] beta = BlockedProblem.Random(new BlockedLayout(channels, 1, 1), 1, 2);
        float[] input = [.. BlockedProblem.Random(layout, 2, 3).Select(x => x + 5f)];
        double[] expected = [.. input.Select((x, i) =>
        {
            int pixel = i - (i / 12 % channels * 12);
            double[] all = [.. Enumerable.Range(0, channels).Select(c => (double)input[pixel + (c * 12)])];
            double mean = all.Average();
            double variance = all.Average(v => (v - mean) * (v - mean));
            int channel = i / 12 % channels;
            return ((x - mean) / Math.Sqrt(variance + 1e-6) * gamma[channel]) + beta[channel];
        })];
        float[] answer = BlockedProblem.Answer(
            () => ChannelNormalization.Prepare(new ChannelNormalizationSpec(gamma, beta, 1e-6f), layout, layout), (layout, layout), 2, input);
        Assert.InRange(KernelRig.Error(expected, answer), 0, 2e-6);
    }

    [Fact]
    public void Gathered_channels_are_the_named_ones()
    {
        BlockedLayout input = new(40, 3, 5, 1);
        int[] sources = [.. Enumerable.Range(16, 16), 3, 39, 0, 17];
        BlockedLayout output = new(sources.Length, 3, 5, 2);
        float[] values = BlockedProblem.Random(input, 2, 1);
        float[] answer = BlockedProblem.Answer(() => ChannelSelection.PrepareGather(sources, input, output), (input, output), 2, values);
        Assert.Equal(Enumerable.Range(0, answer.Length).Select(i => values[(((i / 15 / sources.Length * 40) + sources[i / 15 % sources.Length]) * 15) + (i % 15)]), answer);
    }

    [Theory]
    [InlineData(58, 58)]
    [InlineData(16, 7)]
    [InlineData(3, 40)]
    public void Concatenated_parts_stand_side_by_side(int first, int second)
    {
        BlockedLayout a = new(first, 3, 5, 1);
        BlockedLayout b = new(second, 3, 5);
        BlockedLayout both = new(first + second, 3, 5, 2);
        float[] valuesA = BlockedProblem.Random(a, 2, 1);
        float[] valuesB = BlockedProblem.Random(b, 2, 2);
        float[] output = KernelRig.Unwritten(both, 2);
        KernelRig.Run(ChannelSelection.PrepareScatter(0, a, both), new OperationBuffers { Batch = 2, Input = KernelRig.ToBlocked(a, valuesA, 2), Output = output }, 1);
        KernelRig.Run(ChannelSelection.PrepareScatter(first, b, both), new OperationBuffers { Batch = 2, Input = KernelRig.ToBlocked(b, valuesB, 2), Output = output }, 1);
        float[] expected = [.. valuesA[..(first * 15)], .. valuesB[..(second * 15)], .. valuesA[(first * 15)..], .. valuesB[(second * 15)..]];
        Assert.Equal(expected, KernelRig.FromBlocked(both, output, 2));
    }

    [Theory]
    [InlineData(0, 2, 1)]
    [InlineData(1, 2, 3)]
    [InlineData(2, 2, 3)]
    [InlineData(0, -1, -2)]
    public void Padded_pictures_match_the_formula(int kind, int top, int left)
    {
        BlockedLayout input = new(18, 5, 6, 1);
        BlockedLayout output = new(18, 5 + top + 1, 6 + left + 2);
        float[] values = BlockedProblem.Random(input, 2, kind);
        SpatialPadSpec spec = new(top, left, (SpatialPadKind)kind, 0.5f);
        float[] answer = BlockedProblem.Answer(() => SpatialPad.Prepare(spec, input, output), (input, output), 2, values);
        int Source(int at, int length) => (SpatialPadKind)kind switch
        {
            SpatialPadKind.Edge => Math.Clamp(at, 0, length - 1),
            SpatialPadKind.Reflect => at < 0 ? -at : at >= length ? (2 * (length - 1)) - at : at,
            _ => at < 0 || at >= length ? -1 : at,
        };
        for (int i = 0; i < answer.Length; i++)
        {
            int x = Source((i % output.Width) - left, 6);
            int y = Source((i / output.Width % output.Height) - top, 5);
            float expected = x < 0 || y < 0 ? 0.5f : values[(((i / output.Width / output.Height * 5) + y) * 6) + x];
            Assert.Equal(expected, answer[i]);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(17, 9)]
    public void Layouts_convert_there_and_back(int channels, int width)
    {
        BlockedLayout layout = new(channels, 3, width, 1);
        float[] planar = BlockedProblem.Random(layout, 2, channels);
        float[] blocked = KernelRig.Unwritten(layout, 2);
        KernelRig.Run(LayoutConversion.PreparePlanarToBlocked(layout), new OperationBuffers { Batch = 2, Input = planar, Output = blocked }, 1);
        Assert.Equal(planar, KernelRig.FromBlocked(layout, blocked, 2));
        float[] back = new float[planar.Length];
        KernelRig.Run(LayoutConversion.PrepareBlockedToPlanar(layout), new OperationBuffers { Batch = 2, Input = blocked, Output = back }, 1);
        Assert.Equal(planar, back);
        float[] last = new float[planar.Length];
        KernelRig.Run(LayoutConversion.PrepareBlockedToChannelsLast(layout), new OperationBuffers { Batch = 2, Input = blocked, Output = last }, 1);
        int plane = 3 * width;
        Assert.Equal(Enumerable.Range(0, last.Length).Select(i => planar[(((i / channels / plane * channels) + (i % channels)) * plane) + (i / channels % plane)]), last);
        float[] again = KernelRig.Unwritten(layout, 2);
        KernelRig.Run(LayoutConversion.PrepareChannelsLastToBlocked(layout), new OperationBuffers { Batch = 2, Input = last, Output = again }, 1);
        Assert.Equal(blocked, again);
        BlockedLayout wider = layout with { Halo = 3 };
        float[] copy = KernelRig.Unwritten(wider, 2);
        KernelRig.Run(LayoutConversion.PrepareCopy(layout, wider), new OperationBuffers { Batch = 2, Input = blocked, Output = copy }, 1);
        Assert.Equal(planar, KernelRig.FromBlocked(wider, copy, 2));
    }
}
