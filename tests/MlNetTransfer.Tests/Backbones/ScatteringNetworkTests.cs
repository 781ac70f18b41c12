using System.Runtime.InteropServices;
using MlNetTransfer.Backbones;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Backbones;

public sealed class ScatteringNetworkTests
{
    [Fact]
    public void Features_are_those_of_an_independent_implementation()
    {
        double[] expected = Expected();
        double[] actual = BackbonesGraphReference.Run(ScatteringNetwork.Create(), [2, 3, 128, 128], Array.ConvertAll(Input(), v => (double)v));
        Assert.Equal(2496, ScatteringNetwork.FeatureCount());
        Assert.Equal(expected.Length, actual.Length);
        Assert.True(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() < 1e-5);
    }

    [Theory]
    [InlineData(64, 3, 6, 966)]
    [InlineData(128, 2, 4, 300)]
    public void Graph_has_the_promised_number_of_features(int size, int scales, int orientations, int expected)
    {
        ScatteringOptions options = new() { InputSize = size, ScaleCount = scales, OrientationCount = orientations };
        Graph graph = ScatteringNetwork.Create(options);
        double[] features = BackbonesGraphReference.Run(graph, [1, 3, size, size], new double[3 * size * size]);
        Assert.Equal(expected, features.Length);
        Assert.Equal(expected, ScatteringNetwork.FeatureCount(options));
        Assert.Equal(expected, graph.Outputs[0].Dimensions![1].Constant);
    }

    [Fact]
    public void Every_value_is_written_once_before_it_is_read()
    {
        Graph graph = ScatteringNetwork.Create();
        HashSet<string> known = [.. graph.Constants.Keys, .. graph.Inputs.Select(i => i.Name)];
        foreach (Node node in graph.Nodes)
        {
            Assert.All(node.Inputs, input => Assert.Contains(input, known));
            Assert.All(node.Outputs, output => Assert.True(known.Add(output), output));
        }

        Assert.Contains(graph.Outputs[0].Name, known);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    public void Wavelets_ignore_a_flat_picture_and_the_low_pass_keeps_it(int count)
    {
        for (int t = 0; t < count; t++)
        {
            (double[] real, double[] imaginary) = ScatteringFilters.Morlet(t, count);
            Assert.Equal(0, real.Sum(), 12);
            Assert.Equal(0, imaginary.Sum(), 12);
        }

        Assert.Equal(1, ScatteringFilters.LowPass().Sum(), 12);
    }

    [Fact]
    public void Identity_names_every_option_and_the_fingerprint_follows_it()
    {
        ScatteringOptions[] all = [new(), new() { InputSize = 192 }, new() { ScaleCount = 3 }, new() { OrientationCount = 6 }];
        Assert.Equal("scattering-v1-j4-l8-128", ScatteringNetwork.Identity());
        Assert.Equal(all.Length, all.Select(o => ScatteringNetwork.Identity(o)).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(all.Length, all.Select(o => ScatteringNetwork.Fingerprint(o)).Distinct(StringComparer.Ordinal).Count());
        Assert.Matches("^[0-9a-f]{64}$", ScatteringNetwork.Fingerprint());
    }

    [Fact]
    public void Options_out_of_range_are_refused_together()
    {
        ArgumentException problem = Assert.Throws<ArgumentException>(
            () => ScatteringNetwork.Create(new ScatteringOptions { InputSize = 100, ScaleCount = 9, OrientationCount = 1 }));
        Assert.Contains("InputSize", problem.Message, StringComparison.Ordinal);
        Assert.Contains("ScaleCount", problem.Message, StringComparison.Ordinal);
        Assert.Contains("OrientationCount", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>The golden pictures as the preprocessing gives them.</summary>
    internal static float[] Input() =>
        Array.ConvertAll(
            File.ReadAllBytes(TestData.Own("golden", "scattering", "pixels.u8")),
            pixel => (pixel - ScatteringNetwork.Preprocessing().Normalization.Mean[0]) / ScatteringNetwork.Preprocessing().Normalization.Deviation[0]);

    /// <summary>The answers of the golden pictures.</summary>
    internal static double[] Expected() =>
        Array.ConvertAll(MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(TestData.Own("golden", "scattering", "features.f32"))).ToArray(), v => (double)v);
}
