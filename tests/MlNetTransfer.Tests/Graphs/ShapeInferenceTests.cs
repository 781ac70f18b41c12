using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Graphs.Shapes;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Graphs;

/// <summary>Shapes with a symbolic batch size; every operator's rule is judged by ONNX Runtime in NodeCaseTests.</summary>
public sealed class ShapeInferenceTests
{
    [Fact]
    public void Follows_shape_computations_with_the_batch_as_a_symbol()
    {
        GraphSketch g = new(-1, 6, 2, 4);
        string shape = g.Node(new ShapeOf(), "x");
        string n = g.Node(new Gather(), shape, g.Constant(Tensor.FromInt64s(Shape.Scalar, [0])));
        string twice = g.Node(new Mul(), n, g.Constant(Tensor.FromInt64s(Shape.Scalar, [2])));
        string rows = g.Node(new Unsqueeze(), twice, g.Ints(0));
        string target = g.Node(new Concat(0), rows, g.Ints(-1));
        string y = g.Node(new Reshape(), "x", target);
        IReadOnlyDictionary<string, ValueInfo> values = ShapeInference.Infer(g.Build(y));
        Assert.Equal([Dimension.TimesBatch(2), Dimension.Of(24)], values[y].Dimensions);
        Assert.Equal(10, values[y].Dimensions![0].At(5));
    }

    [Fact]
    public void Follows_the_choice_that_exporters_write_for_expand()
    {
        GraphSketch g = new(-1, 1);
        string shape = g.Node(new ShapeOf(), "x");
        string wish = g.Node(new Concat(0), g.Node(new Gather(), shape, g.Ints(0)), g.Ints(7));
        string isMinusOne = g.Node(new Equal(), wish, g.Ints(-1));
        string target = g.Node(new Where(), isMinusOne, g.Ints(1, 1), wish);
        string y = g.Node(new Expand(), "x", target);
        Assert.Equal([Dimension.Batch, Dimension.Of(7)], ShapeInference.Infer(g.Build(y))[y].Dimensions);
    }

    [Fact]
    public void Follows_a_shuffle_that_mixes_batch_and_channels()
    {
        GraphSketch g = new(-1, 116, 28, 28);
        string rows = g.Node(new Reshape(), "x", g.Ints(-1, 2, 784));
        string swapped = g.Node(new Transpose([1, 0, 2]), rows);
        string halves = g.Node(new Reshape(), swapped, g.Ints(2, -1, 58, 28, 28));
        string y = g.Node(new Gather(), halves, g.Constant(Tensor.FromInt64s(Shape.Scalar, [1])));
        IReadOnlyDictionary<string, ValueInfo> values = ShapeInference.Infer(g.Build(y));
        Assert.Equal([Dimension.TimesBatch(58), Dimension.Of(2), Dimension.Of(784)], values[rows].Dimensions);
        Assert.Equal([Dimension.Batch, Dimension.Of(58), Dimension.Of(28), Dimension.Of(28)], values[y].Dimensions);
    }

    [Fact]
    public void Takes_other_input_dimensions_when_told()
    {
        GraphSketch g = new(-1, 3, 8, 8);
        string y = g.Node(new MaxPool(new Window((2, 2), (2, 2), (1, 1), default)), "x");
        Dictionary<string, IReadOnlyList<Dimension>> other = new() { ["x"] = [Dimension.Batch, Dimension.Of(3), Dimension.Of(5), Dimension.Unknown] };
        Assert.Equal([Dimension.Batch, Dimension.Of(3), Dimension.Of(2), Dimension.Unknown], ShapeInference.Infer(g.Build(y), other)[y].Dimensions);
    }

    [Theory]
    [InlineData("add", "do not broadcast")]
    [InlineData("reshape", "number of elements differs")]
    [InlineData("conv", "channels do not match")]
    [InlineData("window", "smaller than one window")]
    [InlineData("concat", "joins")]
    [InlineData("transpose", "permutes 3 axes")]
    [InlineData("axis", "has axis 5")]
    [InlineData("batch", "do not broadcast")]
    [InlineData("huge", "elements for one picture")]
    [InlineData("gather", "does not have along axis")]
    [InlineData("computed", "computed while the network runs")]
    public void Names_the_node_that_does_not_fit(string fault, string found)
    {
        GraphSketch g = new(-1, 3, 8, 8);
        Window window = new((3, 3), (1, 1), (1, 1), default);
        string y = fault switch
        {
            "add" => g.Node(new Add(), "x", g.Filled(5, 1, 1)),
            "reshape" => g.Node(new Reshape(), "x", g.Ints(-1, 7)),
            "conv" => g.Node(new Conv(window), "x", g.Filled(2, 4, 3, 3)),
            "window" => g.Node(new MaxPool(window with { Kernel = (9, 1) }), "x"),
            "concat" => g.Node(new Concat(1), "x", g.Node(new Transpose([0, 2, 1, 3]), "x")),
            "transpose" => g.Node(new Transpose([0, 2, 1]), "x"),
            "axis" => g.Node(new Flatten(5), "x"),
            "batch" => g.Node(new Add(), "x", g.Filled(2, 1, 1, 1)),
            "huge" => g.Node(new Expand(), "x", g.Ints(4_000_000, 1, 1, 1, 1)),
            "gather" => g.Node(new Gather(1), "x", g.Ints(3)),
            _ => g.Node(new ReduceMean(), "x", g.Node(new Cast(ElementType.Int64), "x")),
        };
        InvalidModelException e = Assert.Throws<InvalidModelException>(() => ShapeInference.Infer(g.Build(y)));
        Assert.Contains(found, e.Message, StringComparison.Ordinal);
        Assert.Equal(fault is "concat" or "computed" ? "n1" : "n0", e.Node);
    }

    [Theory]
    [InlineData(10, 0, 10, 1, 0, 10)]
    [InlineData(10, -3, long.MaxValue, 1, 7, 3)]
    [InlineData(10, 9, long.MinValue, -1, 9, 10)]
    [InlineData(10, -1, -11, -3, 9, 4)]
    [InlineData(10, 5, 5, 1, 5, 0)]
    [InlineData(10, 100, -100, -1, 9, 10)]
    [InlineData(10, -100, 100, 4, 0, 3)]
    [InlineData(0, 0, 1, 1, 0, 0)]
    public void Slices_are_clamped_as_Python_does(long size, long start, long end, long step, long first, long count) =>
        Assert.Equal((first, count), SelectionRules.SliceRange(size, start, end, step));

    [Fact]
    public void Symbolic_integers_follow_the_arithmetic_of_numbers()
    {
        SymbolicInteger n = SymbolicInteger.Of(Dimension.Batch);
        SymbolicInteger six = SymbolicInteger.Of(6);
        Assert.Equal(Dimension.TimesBatch(6), (n * six).ToDimension());
        Assert.Equal(Dimension.TimesBatch(3), (n * six / SymbolicInteger.Of(2)).ToDimension());
        Assert.Equal(Dimension.Of(6), (n * six / n).ToDimension());
        Assert.Equal(Dimension.Of(6), (n + six - n).ToDimension());
        Assert.True((n * n).ToDimension().IsUnknown);
        Assert.True((n + six).ToDimension().IsUnknown);
        Assert.True((n / SymbolicInteger.Of(2)).ToDimension().IsUnknown);
        Assert.True((six / SymbolicInteger.Of(0)).ToDimension().IsUnknown);
        Assert.Throws<OverflowException>(() => SymbolicInteger.Of(long.MaxValue) + six);
    }
}
