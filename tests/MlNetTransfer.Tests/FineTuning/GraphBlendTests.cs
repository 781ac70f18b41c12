using MlNetTransfer.FineTuning;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.FineTuning;

public sealed class GraphBlendTests
{
    private static readonly Graph Start = GraphOf([1f, -2f, 3f], [5f, 6f, 7f], 1);
    private static readonly Graph End = GraphOf([3f, -2f, -1f], [5f, 6f, 7f], 2);

    [Theory]
    [InlineData(0, 1f, -2f, 3f)]
    [InlineData(0.25, 1.5f, -2f, 2f)]
    [InlineData(0.5, 2f, -2f, 1f)]
    [InlineData(1, 3f, -2f, -1f)]
    public void A_share_lies_on_the_line_between_start_and_end(double share, params float[] expected)
    {
        Graph blend = GraphBlend.Of(Start, End, share);
        Assert.Equal(expected, blend.Constants["moved"].AsFloats().ToArray());
        Assert.Equal([3], blend.Constants["moved"].Shape.Select(d => d));
    }

    [Fact]
    public void What_is_equal_or_no_float_is_the_end_s()
    {
        Graph blend = GraphBlend.Of(Start, End, 0.5);
        Assert.Same(End.Constants["equal"], blend.Constants["equal"]);
        Assert.Same(End.Constants["integers"], blend.Constants["integers"]);
        Assert.Same(End, GraphBlend.Of(Start, End, 1));
    }

    [Fact]
    public void A_mean_is_taken_of_what_differs_and_leaves_the_rest_to_the_bit()
    {
        Graph third = GraphOf([0.1f, -2f, 1e-3f], [5f, 6f, 7f], 3);
        Graph mean = GraphBlend.Mean([Start, End, third]);
        Assert.Equal([(float)((1 + 3 + (double)0.1f) / 3), -2f, (float)((3 - 1 + (double)1e-3f) / 3)], mean.Constants["moved"].AsFloats().ToArray());
        Assert.Same(Start.Constants["equal"], mean.Constants["equal"]);
        Assert.Same(Start.Constants["integers"], mean.Constants["integers"]);
        Assert.Same(Start, GraphBlend.Mean([Start]));
    }

    private static Graph GraphOf(float[] moved, float[] equal, long integer) => new()
    {
        Inputs = [],
        Outputs = [],
        Nodes = [],
        Constants = new Dictionary<string, Tensor>
        {
            ["moved"] = Tensor.FromFloats(new Shape(3), moved),
            ["equal"] = Tensor.FromFloats(new Shape(3), equal),
            ["integers"] = Tensor.FromInt64s(new Shape(1), [integer]),
        },
    };
}
