using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Graphs;

/// <summary>Each pass on the smallest graph that shows it. Whole networks, optimised and written, agree with PyTorch through ONNX Runtime.</summary>
public sealed class GraphOptimizerTests
{
    private static readonly Window Plain3x3 = new((3, 3), (1, 1), (1, 1), (0, 0, 0, 0));

    [Fact]
    public void Prunes_to_any_value_and_says_which_are_missing()
    {
        GraphSketch g = new(-1, 2);
        string a = g.Node(new Relu(), "x");
        string b = g.Node(new Tanh(), a);
        Graph pruned = GraphOptimizer.Optimize(g.Build(b), a);
        Assert.Equal("Relu", GraphSketch.Text(pruned));
        Assert.Equal([Dimension.Batch, Dimension.Of(2)], pruned.Outputs[0].Dimensions);
        Assert.Contains("'nothing'", Assert.Throws<ArgumentException>(() => GraphOptimizer.Optimize(g.Build(b), "nothing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Removes_what_changes_nothing_and_keeps_the_names_of_outputs()
    {
        GraphSketch g = new(-1, 3, 4, 4);
        string v = g.Node(new Relu(), "x");
        v = g.Node(new Identity(), v);
        v = g.Node(new Dropout(), v, g.Scalar(0.5f));
        v = g.Node(new Pad(), v, g.Ints(0, 0, 0, 0, 0, 0, 0, 0));
        v = g.Node(new AveragePool(new Window((1, 1), (1, 1), (1, 1), default)), v);
        v = g.Node(new Transpose([0, 1, 2, 3]), v);
        v = g.Node(new Cast(ElementType.Float32), v);
        v = g.Node(new Concat(1), v);
        v = g.Node(new Slice(), v, g.Ints(0), g.Ints(long.MaxValue), g.Ints(2));
        v = g.Node(new Clip(), v);
        v = g.Node(new Reshape(), v, g.Ints(-1, 3, 4, 4));
        Graph optimized = GraphOptimizer.Optimize(g.Build(v));
        Assert.Equal("Relu", GraphSketch.Text(optimized));
        Assert.Equal([v], optimized.Nodes[0].Outputs);
    }

    [Fact]
    public void Keeps_an_identity_between_an_input_and_an_output()
    {
        GraphSketch g = new(-1, 3);
        string v = g.Node(new Identity(), "x");
        Assert.Equal("Identity", GraphSketch.Text(GraphOptimizer.Optimize(g.Build(v))));
    }

    [Fact]
    public void Folds_constants_and_computes_shapes_away()
    {
        GraphSketch g = new(-1, 6, 2, 2);
        string shape = g.Node(new ShapeOf(), "x");
        string n = g.Node(new Gather(), shape, g.Ints(0));
        string c = g.Node(new Gather(), shape, g.Ints(1));
        string half = g.Node(new Div(), c, g.Ints(2));
        string target = g.Node(new Concat(0), n, g.Ints(2), half, g.Ints(4));
        string v = g.Node(new Reshape(), "x", target);
        string w = g.Node(new Transpose([1, 0]), g.Floats(new Shape(2, 2), 1, 2, 3, 4));
        string y = g.Node(new MatMul(), g.Node(new Reshape(), v, g.Ints(-1, 2)), w);
        Graph optimized = GraphOptimizer.Optimize(g.Build(y));
        Assert.Equal("Reshape Reshape Gemm", GraphSketch.Text(optimized));
        Assert.Equal([-1L, 2, 3, 4], optimized.Constants[optimized.Nodes[0].Inputs[1]].AsInt64s());
        Assert.Equal([1f, 3, 2, 4], optimized.Constants[optimized.Nodes[2].Inputs[1]].AsFloats());
    }

    [Theory]
    [InlineData("silu", "Silu")]
    [InlineData("silu left", "Silu")]
    [InlineData("hard sigmoid", "HardSigmoid")]
    [InlineData("hard swish div", "HardSwish")]
    [InlineData("hard swish mul", "HardSwish")]
    [InlineData("hard swish of hard sigmoid", "HardSwish")]
    [InlineData("hard swish quotient first", "HardSwish")]
    [InlineData("gelu", "Gelu")]
    [InlineData("gelu half first", "Gelu")]
    [InlineData("mish", "Mish")]
    [InlineData("relu of clip", "Relu")]
    [InlineData("relu of max", "Relu")]
    [InlineData("relu6", "Clip")]
    [InlineData("not silu", "Tanh Sigmoid Mul")]
    [InlineData("not hard swish", "Add Clip Mul Div")]
    [InlineData("not gelu", "Div Erf Add Mul Mul")]
    public void Recognises_activations_and_nothing_else(string form, string expected)
    {
        GraphSketch g = new(-1, 5);
        Assert.Equal(expected, GraphSketch.Text(GraphOptimizer.Optimize(g.Build(Activation(g, form)))));
    }

    [Fact]
    public void Keeps_a_part_of_a_pattern_that_somebody_else_reads()
    {
        GraphSketch g = new(-1, 5);
        string gate = g.Node(new Sigmoid(), "x");
        string y = g.Node(new Mul(), "x", gate);
        Assert.Equal("Sigmoid Silu", GraphSketch.Text(GraphOptimizer.Optimize(g.Build(y, gate))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Recognises_layer_normalisation(bool squareByMul)
    {
        GraphSketch g = new(-1, 3, 4);
        string mean = g.Node(new ReduceMean(), "x", g.Ints(-1));
        string d = g.Node(new Sub(), "x", mean);
        string square = squareByMul ? g.Node(new Mul(), d, d) : g.Node(new Pow(), d, g.Scalar(2));
        string variance = g.Node(new ReduceMean(), square, g.Ints(-1));
        string root = g.Node(new Sqrt(), g.Node(new Add(), variance, g.Scalar(1e-6f)));
        string scaled = g.Node(new Mul(), g.Node(new Div(), d, root), g.Filled(4));
        Graph optimized = GraphOptimizer.Optimize(g.Build(g.Node(new Add(), scaled, g.Filled(4))));
        Assert.Equal(new LayerNormalization(-1, 1e-6f), Assert.Single(optimized.Nodes).Operator);
    }

    [Fact]
    public void Recognises_global_pooling_in_its_forms()
    {
        GraphSketch g = new(-1, 3, 4, 5);
        string mean = g.Node(new ReduceMean(KeepDimensions: false), "x", g.Ints(-1, -2));
        string max = g.Node(new ReduceMax(), "x", g.Ints(2, 3));
        string whole = g.Node(new AveragePool(new Window((4, 5), (1, 1), (1, 1), default)), "x");
        string channels = g.Node(new ReduceMean(), "x", g.Ints(1, 2));
        Graph optimized = GraphOptimizer.Optimize(g.Build(mean, max, whole, channels));
        Assert.Equal("GlobalAveragePool Flatten GlobalMaxPool GlobalAveragePool ReduceMean", GraphSketch.Text(optimized));
    }

    [Fact]
    public void Merges_pads_where_that_is_the_same()
    {
        GraphSketch g = new(-1, 2, 6, 6);
        string pad = g.Node(new Pad(), g.Node(new Relu(), "x"), g.Ints(0, 0, 0, 1, 0, 0, 2, 1));
        string conv = g.Node(new Conv(Plain3x3), pad, g.Filled(2, 2, 3, 3));
        string average = g.Node(new AveragePool(Plain3x3), pad);
        string max = g.Node(new MaxPool(Plain3x3), pad);
        Graph optimized = GraphOptimizer.Optimize(g.Build(conv, average, max));
        Assert.Equal("Relu Conv AveragePool MaxPool", GraphSketch.Text(optimized));
        Assert.Equal((0, 1, 2, 1), ((Conv)optimized.Nodes[1].Operator).Window.Pads);
        Assert.True(((AveragePool)optimized.Nodes[2].Operator).CountIncludePad);
    }

    [Fact]
    public void Keeps_pads_where_merging_would_change_the_answer()
    {
        GraphSketch g = new(-1, 2, 6, 6);
        string pad = g.Node(new Pad(), "x", g.Ints(0, 0, 1, 1, 0, 0, 1, 1));
        string max = g.Node(new MaxPool(Plain3x3), pad);
        string own = g.Node(new AveragePool(Plain3x3 with { Pads = (1, 1, 1, 1) }), pad);
        string ones = g.Node(new Pad(), "x", g.Ints(0, 0, 1, 1, 0, 0, 1, 1), g.Scalar(1));
        string conv = g.Node(new Conv(Plain3x3), ones, g.Filled(2, 2, 3, 3));
        Assert.Equal("Pad MaxPool AveragePool Pad Conv", GraphSketch.Text(GraphOptimizer.Optimize(g.Build(max, own, conv))));
    }

    [Fact]
    public void Batch_normalisation_goes_into_the_convolution_in_binary64()
    {
        GraphSketch g = new(-1, 2, 6, 6);
        string w = g.Filled(3, 2, 3, 3);
        string[] p = [g.Floats(new Shape(3), 1, 2, 3), g.Floats(new Shape(3), 4, 5, 6), g.Floats(new Shape(3), 0.5f, -1, 2), g.Floats(new Shape(3), 1, 4, 0.25f)];
        string conv = g.Node(new Conv(Plain3x3), "x", w, g.Floats(new Shape(3), 1, 1, 1));
        string y = g.Node(new BatchNormalization(1e-3f), [conv, .. p]);
        Graph graph = g.Build(y);
        Graph optimized = GraphOptimizer.Optimize(graph);
        Node folded = Assert.Single(optimized.Nodes);
        float[] scale = [.. Enumerable.Range(0, 3).Select(i => (float)(V(p[0], i) / Math.Sqrt(V(p[3], i) + 1e-3f)))];
        Tensor weights = optimized.Constants[folded.Inputs[1]];
        for (int i = 0; i < weights.Shape.ElementCount; i++)
        {
            double expected = V(w, i) * (V(p[0], i / 18) / Math.Sqrt(V(p[3], i / 18) + 1e-3f));
            Assert.Equal((float)expected, weights.AsFloats()[i]);
        }

        for (int i = 0; i < 3; i++)
        {
            double factor = V(p[0], i) / Math.Sqrt(V(p[3], i) + 1e-3f);
            Assert.Equal((float)(factor + (V(p[1], i) - (V(p[2], i) * factor))), optimized.Constants[folded.Inputs[2]].AsFloats()[i], 1e-6f);
        }

        Assert.Equal(["Conv", "BatchNormalization"], GraphOptimizer.Optimize(graph, GraphPasses.Training).Nodes.Select(n => n.Operator.Name));
        Assert.Equal(3, scale.Length);

        double V(string name, int i) => graph.Constants[name].AsFloats()[i];
    }

    [Fact]
    public void Arithmetic_with_channel_constants_goes_into_weights()
    {
        GraphSketch g = new(-1, 1, 3, 3);
        string conv = g.Node(new Conv(Plain3x3), "x", g.Floats(new Shape(2, 1, 3, 3), [.. Enumerable.Repeat(1f, 18)]));
        string mul = g.Node(new Mul(), conv, g.Floats(new Shape(1, 2, 1, 1), 2, 3));
        string add = g.Node(new Add(), g.Floats(new Shape(2, 1, 1), 10, 20), mul);
        string sub = g.Node(new Sub(), add, g.Scalar(1));
        string div = g.Node(new Div(), sub, g.Scalar(2));
        Graph optimized = GraphOptimizer.Optimize(g.Build(div));
        Node folded = Assert.Single(optimized.Nodes);
        Assert.Equal([1f, 1.5f], [optimized.Constants[folded.Inputs[1]].AsFloats()[0], optimized.Constants[folded.Inputs[1]].AsFloats()[17]]);
        Assert.Equal([4.5f, 9.5f], optimized.Constants[folded.Inputs[2]].AsFloats());
    }

    [Fact]
    public void A_bias_added_to_a_matrix_product_makes_a_Gemm_that_takes_scales()
    {
        GraphSketch g = new(-1, 2);
        string product = g.Node(new MatMul(), "x", g.Floats(new Shape(2, 3), 1, 2, 3, 4, 5, 6));
        string sum = g.Node(new Add(), product, g.Floats(new Shape(3), 1, 1, 1));
        string scaled = g.Node(new Mul(), sum, g.Floats(new Shape(3), 1, 10, 100));
        Graph optimized = GraphOptimizer.Optimize(g.Build(scaled));
        Node gemm = Assert.Single(optimized.Nodes);
        Assert.Equal([1f, 20, 300, 4, 50, 600], optimized.Constants[gemm.Inputs[1]].AsFloats());
        Assert.Equal([1f, 10, 100], optimized.Constants[gemm.Inputs[2]].AsFloats());
    }

    [Fact]
    public void Batch_normalisation_without_a_convolution_becomes_scale_and_shift_joined_with_what_follows()
    {
        GraphSketch g = new(-1, 2, 3, 3);
        string[] p = [g.Floats(new Shape(2), 1, 2), g.Floats(new Shape(2), 0, 1), g.Floats(new Shape(2), 0, 3), g.Floats(new Shape(2), 1, 4)];
        string norm = g.Node(new BatchNormalization(0), [g.Node(new Relu(), "x"), .. p]);
        string mul = g.Node(new Mul(), norm, g.Floats(new Shape(2, 1, 1), 2, 3));
        string y = g.Node(new Relu(), g.Node(new Add(), mul, g.Floats(new Shape(2, 1, 1), 5, 6)));
        Graph optimized = GraphOptimizer.Optimize(g.Build(y));
        Assert.Equal("Relu ScaleShift Relu", GraphSketch.Text(optimized));
        Assert.Equal([2f, 3f], optimized.Constants[optimized.Nodes[1].Inputs[1]].AsFloats());
        Assert.Equal([5f, 0f], optimized.Constants[optimized.Nodes[1].Inputs[2]].AsFloats());
    }

    [Fact]
    public void A_convolution_that_somebody_else_reads_keeps_its_weights()
    {
        GraphSketch g = new(-1, 2, 6, 6);
        string conv = g.Node(new Conv(Plain3x3), "x", g.Filled(3, 2, 3, 3));
        string y = g.Node(new Mul(), conv, g.Floats(new Shape(3, 1, 1), 1, 2, 3));
        Assert.Equal("Conv Mul", GraphSketch.Text(GraphOptimizer.Optimize(g.Build(y, conv))));
    }

    [Fact]
    public void Recognises_channel_shuffles()
    {
        GraphSketch g = new(-1, 6, 2, 2);
        string apart = g.Node(new Reshape(), "x", g.Ints(-1, 2, 3, 2, 2));
        string y = g.Node(new Reshape(), g.Node(new Transpose([0, 2, 1, 3, 4]), apart), g.Ints(0, 6, 2, 2));
        Assert.Equal(new ChannelShuffle(2), Assert.Single(GraphOptimizer.Optimize(g.Build(y)).Nodes).Operator);
    }

    [Fact]
    public void Transposes_cancel_also_across_functions_of_one_value()
    {
        GraphSketch g = new(-1, 3, 4, 5);
        string v = g.Node(new Transpose([0, 2, 3, 1]), "x");
        v = g.Node(new Relu(), v);
        v = g.Node(new Sigmoid(), v);
        v = g.Node(new Transpose([0, 3, 1, 2]), v);
        v = g.Node(new Transpose([0, 3, 1, 2]), g.Node(new Transpose([0, 2, 1, 3]), v));
        Graph optimized = GraphOptimizer.Optimize(g.Build(v));
        Assert.Equal("Relu Sigmoid Transpose", GraphSketch.Text(optimized));
        Assert.Equal([Dimension.Batch, Dimension.Of(5), Dimension.Of(4), Dimension.Of(3)], ShapeInference.Infer(optimized)[v].Dimensions);
    }

    [Fact]
    public void Reshapes_to_rows_become_Flatten_and_old_softmax_becomes_new()
    {
        GraphSketch g = new(-1, 3, 2, 2);
        string v = g.Node(new Reshape(), "x", g.Ints(0, -1));
        v = g.Node(new Softmax(1, Flattened: true), v);
        Graph optimized = GraphOptimizer.Optimize(g.Build(v));
        Assert.Equal([new Flatten(1), new Softmax(1)], optimized.Nodes.Select(n => n.Operator));
    }

    private static string Activation(GraphSketch g, string form)
    {
        string Sum() => g.Node(new Clip(), g.Node(new Add(), "x", g.Scalar(3)), g.Scalar(0), g.Scalar(6));
        switch (form)
        {
            case "silu":
                return g.Node(new Mul(), "x", g.Node(new Sigmoid(), "x"));
            case "silu left":
                return g.Node(new Mul(), g.Node(new Sigmoid(), "x"), "x");
            case "hard sigmoid":
                return g.Node(new Div(), Sum(), g.Scalar(6));
            case "hard swish div":
                return g.Node(new Div(), g.Node(new Mul(), "x", Sum()), g.Scalar(6));
            case "hard swish mul":
                return g.Node(new Mul(), g.Scalar(1f / 6), g.Node(new Mul(), Sum(), "x"));
            case "hard swish of hard sigmoid":
                return g.Node(new Mul(), "x", g.Node(new HardSigmoid(1f / 6, 0.5f), "x"));
            case "hard swish quotient first":
                return g.Node(new Mul(), "x", g.Node(new Div(), Sum(), g.Scalar(6)));
            case "gelu":
                return g.Node(new Mul(), g.Node(new Mul(), "x", Erf1(1.41421354f)), g.Scalar(0.5f));
            case "gelu half first":
                return g.Node(new Mul(), Erf1(1.4142135f), g.Node(new Mul(), g.Scalar(0.5f), "x"));
            case "not gelu":
                return g.Node(new Mul(), g.Node(new Mul(), "x", Erf1(1.5f)), g.Scalar(0.5f));
            case "mish":
                return g.Node(new Mul(), "x", g.Node(new Tanh(), g.Node(new Softplus(), "x")));
            case "relu of clip":
                return g.Node(new Clip(), "x", g.Scalar(0));
            case "relu of max":
                return g.Node(new Max(), "x", g.Scalar(0));
            case "relu6":
                return g.Node(new Clip(), "x", g.Scalar(0), g.Scalar(6));
            case "not silu":
                return g.Node(new Mul(), g.Node(new Tanh(), "x"), g.Node(new Sigmoid(), "x"));
            default:
                return g.Node(new Div(), g.Node(new Mul(), "x", Sum()), g.Scalar(5));
        }

        string Erf1(float root) => g.Node(new Add(), g.Node(new Erf(), g.Node(new Div(), "x", g.Scalar(root))), g.Scalar(1));
    }
}
