using MlNetTransfer.Evaluation;
using MlNetTransfer.Execution;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.FineTuning;

/// <summary>Networks of two weights, score = first x second x picture + bias for one class and 0 for the other: a valley with a ridge between weights of opposite signs.</summary>
public sealed class ModelSoupTests
{
    private static readonly float[] Pictures = [-2f, -1f, -0.3f, 0.2f, 0.9f, 1.7f];

    [Fact]
    public void Weights_of_one_valley_are_averaged_and_the_scores_brought_back_to_their_scale()
    {
        ModelSoup soup = ModelSoup.Of([Network(2, 0.5f), Network(0.5f, 2)], 1, Score);
        Assert.Equal([0, 1], soup.Members);
        Assert.Equal((1.25f, 1.25f), Weights(soup.Network));
        Assert.Equal(1.25 * 1.25, soup.Temperature, 1e-6);
        Assert.InRange(soup.Distance, -1e-12, 1e-12);
    }

    [Fact]
    public void A_member_behind_a_ridge_is_left_out()
    {
        ModelSoup soup = ModelSoup.Of([Network(3, 1, 0.7f), Network(-3, -1.1f, 0.7f), Network(3, 1.2f, 0.7f)], 2, Score);
        Assert.Equal([0, 2], soup.Members);
        Assert.Equal((3f, (float)((1 + (double)1.2f) / 2)), Weights(soup.Network));
        Assert.InRange(soup.Temperature, 0.999, 1.001);
        Assert.True(soup.Distance < soup.MemberDistance);
    }

    [Fact]
    public void Where_no_two_go_together_the_first_is_kept_as_it_is()
    {
        TuningNetwork first = Network(3, 1, 0.7f);
        ModelSoup soup = ModelSoup.Of([first, Network(-3, -1, 0.7f)], 1, Score);
        Assert.Equal([0], soup.Members);
        Assert.Same(first, soup.Network);
        Assert.Equal(1, soup.Temperature);
        Assert.Contains("one is kept", soup.Describe(2), StringComparison.Ordinal);
        Assert.Same(first, ModelSoup.Of([first], 1, _ => throw new InvalidOperationException("scored")).Network);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(4)]
    public void Scores_match_probabilities_at_the_temperature_that_made_them(double temperature)
    {
        double[] scores = [1, 0, -0.5, 0.2, 0.1, 2, -1, -1, 3];
        double[] probabilities = [.. Enumerable.Range(0, 3).SelectMany(row => Softmax(scores[(row * 3)..((row * 3) + 3)], temperature))];
        ScoreSet set = new() { Scores = scores, Labels = new int[3], ClassCount = 3 };
        Assert.Equal(temperature, TemperatureCalibration.Match(set, probabilities), 1e-9);
    }

    private static double[] Softmax(double[] scores, double temperature)
    {
        double sum = scores.Sum(s => Math.Exp(s / temperature));
        return [.. scores.Select(s => Math.Exp(s / temperature) / sum)];
    }

    private static FeatureMatrix Score(TuningNetwork network)
    {
        (float first, float second) = Weights(network);
        return new FeatureMatrix(Pictures.Length, 2, [.. Pictures.SelectMany(p => new[] { (first * second * p) + network.Graph.Constants["bias"].AsFloats()[0], 0 })]);
    }

    private static (float First, float Second) Weights(TuningNetwork network) =>
        (network.Graph.Constants["first"].AsFloats()[0], network.Graph.Constants["second"].AsFloats()[0]);

    private static TuningNetwork Network(float first, float second, float bias = 0) => new(
        new Graph
        {
            Inputs = [],
            Outputs = [],
            Nodes = [],
            Constants = new Dictionary<string, Tensor>
            {
                ["first"] = Tensor.FromFloats(new Shape(1), [first]),
                ["second"] = Tensor.FromFloats(new Shape(1), [second]),
                ["bias"] = Tensor.FromFloats(new Shape(1), [bias]),
            },
        },
        "feature",
        "scores")
    {
        Compilation = new NetworkOptions(),
    };
}
