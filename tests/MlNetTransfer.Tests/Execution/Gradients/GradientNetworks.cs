using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Tests.Execution.Gradients;

/// <summary>Small networks to be trained, batch normalisations unfolded.</summary>
internal static class GradientNetworks
{
    public static readonly IReadOnlyList<string> Names =
    [
        "residual", "bottleneck", "inverted_residual", "preactivation", "squeeze_excite", "swish", "dense_concat", "inception", "shuffle", "layer_norm", "attention", "response",
    ];

    public static Graph Of(string name, (int Height, int Width) size, long seed)
    {
        var sketch = new GraphSketch(3, size.Height, size.Width, seed);
        return name switch
        {
            "residual" => Residual(sketch),
            "bottleneck" => Bottleneck(sketch),
            "inverted_residual" => InvertedResidual(sketch),
            "preactivation" => Preactivation(sketch),
            "squeeze_excite" => SqueezeExcite(sketch, new HardSwish(), new HardSigmoid(1f / 6, 0.5f)),
            "swish" => SqueezeExcite(sketch, new Silu(), new Sigmoid()),
            "dense_concat" => DenseConcat(sketch),
            "inception" => Inception(sketch),
            "shuffle" => Shuffle(sketch),
            "layer_norm" => LayerNorm(sketch),
            "attention" => Attention(sketch),
            "response" => Response(sketch),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    private static Graph Residual(GraphSketch g)
    {
        string x = g.Node(new Relu(), g.ConvNorm(g.Input, (3, 20), GraphSketch.WindowOf(3, 2, 1)));
        string y = g.Node(new Relu(), g.ConvNorm(x, (20, 20), GraphSketch.WindowOf(3, 1, 1)));
        x = g.Node(new Relu(), g.Node(new Add(), g.ConvNorm(y, (20, 20), GraphSketch.WindowOf(3, 1, 1)), x));
        y = g.Node(new Relu(), g.ConvNorm(x, (20, 33), GraphSketch.WindowOf(3, 2, 1)));
        string shortcut = g.ConvNorm(x, (20, 33), GraphSketch.WindowOf(1, 2));
        x = g.Node(new Relu(), g.Node(new Add(), g.ConvNorm(y, (33, 33), GraphSketch.WindowOf(3, 1, 1)), shortcut));
        return Head(g, x, 33);
    }

    private static Graph Bottleneck(GraphSketch g)
    {
        string x = g.Node(new Relu(), g.Conv(g.Input, (3, 32), GraphSketch.WindowOf(3, 1, 1)));
        x = g.Node(new MaxPool(GraphSketch.WindowOf(3, 2, 1)), x);
        string y = g.Node(new Relu(), g.ConvNorm(x, (32, 17), GraphSketch.WindowOf(1)));
        y = g.Node(new Relu(), g.ConvNorm(y, (17, 17), GraphSketch.WindowOf(3, 1, 1)));
        x = g.Node(new Relu(), g.Node(new Add(), x, g.ConvNorm(y, (17, 32), GraphSketch.WindowOf(1))));
        return Head(g, x, 32);
    }

    private static Graph InvertedResidual(GraphSketch g)
    {
        string x = g.Relu6(g.ConvNorm(g.Input, (3, 16), GraphSketch.WindowOf(3, 2, 1)));
        for (int block = 0; block < 2; block++)
        {
            string y = g.Relu6(g.ConvNorm(x, (16, 50), GraphSketch.WindowOf(1)));
            y = g.Relu6(g.ConvNorm(y, (50, 50), GraphSketch.WindowOf(3, 1, 1), group: 50));
            x = g.Node(new Add(), x, g.ConvNorm(y, (50, 16), GraphSketch.WindowOf(1)));
        }

        return Head(g, x, 16);
    }

    /// <summary>Batch normalisation that follows no convolution.</summary>
    private static Graph Preactivation(GraphSketch g)
    {
        string x = g.Conv(g.Input, (3, 18), GraphSketch.WindowOf(3, 1, 1));
        for (int block = 0; block < 2; block++)
        {
            string y = g.Conv(g.Node(new Relu(), g.Norm(x, 18)), (18, 18), GraphSketch.WindowOf(3, 1, 1));
            x = g.Node(new Add(), x, y);
        }

        return Head(g, g.Node(new Relu(), g.Norm(x, 18)), 18);
    }

    /// <summary>MobileNetV3 and EfficientNet: depthwise, gate, projection, residual.</summary>
    private static Graph SqueezeExcite(GraphSketch g, Operator function, Operator gate)
    {
        string x = g.Node(function, g.ConvNorm(g.Input, (3, 16), GraphSketch.WindowOf(3, 2, 1)));
        string y = g.Node(function, g.ConvNorm(x, (16, 24), GraphSketch.WindowOf(1)));
        y = g.Node(function, g.ConvNorm(y, (24, 24), GraphSketch.WindowOf(5, 1, 2), group: 24));
        string squeezed = g.Node(new Relu(), g.Conv(g.Node(new GlobalAveragePool(), y), (24, 10), GraphSketch.WindowOf(1)));
        string factor = g.Node(gate, g.Conv(squeezed, (10, 24), GraphSketch.WindowOf(1)));
        y = g.ConvNorm(g.Node(new Mul(), y, factor), (24, 16), GraphSketch.WindowOf(1));
        return Head(g, g.Node(new Add(), x, y), 16);
    }

    /// <summary>DenseNet: parts that are whole channel blocks and one that is not.</summary>
    private static Graph DenseConcat(GraphSketch g)
    {
        string x = g.Conv(g.Input, (3, 32), GraphSketch.WindowOf(3, 1, 1));
        int channels = 32;
        foreach (int growth in new[] { 16, 16, 5 })
        {
            string y = g.Conv(g.Node(new Relu(), g.Norm(x, channels)), (channels, growth), GraphSketch.WindowOf(3, 1, 1));
            x = g.Node(new Concat(1), x, y);
            channels += growth;
        }

        x = g.Node(new AveragePool(GraphSketch.WindowOf(2, 2)), g.Conv(g.Node(new Relu(), g.Norm(x, channels)), (channels, 18), GraphSketch.WindowOf(1)));
        return Head(g, x, 18);
    }

    /// <summary>Branches of odd widths, pooling with borders, the largest of each channel.</summary>
    private static Graph Inception(GraphSketch g)
    {
        string x = g.Node(new Relu(), g.Conv(g.Input, (3, 16), GraphSketch.WindowOf(3, 1, 1)));
        string a = g.Node(new Relu(), g.Conv(x, (16, 9), GraphSketch.WindowOf(1)));
        string b = g.Node(new Relu(), g.Conv(x, (16, 11), GraphSketch.WindowOf(3, 1, 1)));
        string c = g.Conv(g.Node(new AveragePool(GraphSketch.WindowOf(3, 1, 1)), x), (16, 5), GraphSketch.WindowOf(1));
        string d = g.Node(new MaxPool(GraphSketch.WindowOf(3, 1, 1)), x);
        string joined = g.Node(new Tanh(), g.Node(new Concat(1), a, b, c, d));
        return g.Build(g.Dense(g.Node(new Flatten(1), g.Node(new GlobalMaxPool(), joined)), 41, 7));
    }

    /// <summary>ShuffleNet: halves, one of them transformed, joined and shuffled.</summary>
    private static Graph Shuffle(GraphSketch g)
    {
        string x = g.Node(new Relu(), g.Conv(g.Input, (3, 32), GraphSketch.WindowOf(3, 2, 1)));
        string left = g.Node(new Slice(), x, g.Integers(0), g.Integers(16), g.Integers(1));
        string right = g.Node(new Slice(), x, g.Integers(16), g.Integers(32), g.Integers(1));
        right = g.Node(new Relu(), g.ConvNorm(right, (16, 16), GraphSketch.WindowOf(1)));
        right = g.ConvNorm(right, (16, 16), GraphSketch.WindowOf(3, 1, 1), group: 16);
        return Head(g, g.Node(new ChannelShuffle(2), g.Node(new Concat(1), left, right)), 32);
    }

    /// <summary>ConvNeXt: depthwise, channels last, layer normalisation, dense layers, a factor for each channel, residual.</summary>
    private static Graph LayerNorm(GraphSketch g)
    {
        string x = g.Conv(g.Input, (3, 12), GraphSketch.WindowOf(2, 2));
        string y = g.Node(new Transpose([0, 2, 3, 1]), g.Conv(x, (12, 12), GraphSketch.WindowOf(3, 1, 1), group: 12));
        y = g.Node(new LayerNormalization(-1, 1e-5f), y, g.Constant([12], 1), g.Constant([12], 0.3));
        y = g.Node(new Gelu(), g.Node(new Add(), g.Node(new MatMul(), y, g.Node(new Transpose([1, 0]), g.Constant([20, 12], 0.5))), g.Constant([20], 0.3)));
        y = g.Node(new Add(), g.Node(new MatMul(), y, g.Constant([20, 12], 0.5)), g.Constant([12], 0.3));
        y = g.Node(new Mul(), g.Constant([12, 1, 1], 0.7), g.Node(new Transpose([0, 3, 1, 2]), y));
        return Head(g, g.Node(new Add(), y, x), 12);
    }

    /// <summary>Products of run-time matrices, softmax, a quotient that is broadcast.</summary>
    private static Graph Attention(GraphSketch g)
    {
        string x = g.Node(new Reshape(), g.Conv(g.Input, (3, 8), GraphSketch.WindowOf(3, 2, 1)), g.Integers(0, 8, -1));
        string weights = g.Node(new Softmax(-1), g.Node(new Div(), g.Node(new MatMul(), x, g.Node(new Transpose([0, 2, 1]), x)), g.Scalar(3f)));
        string mixed = g.Node(new Sub(), g.Node(new MatMul(), weights, x), x);
        string picture = g.Node(new Reshape(), mixed, g.Integers(0, 8, -1, 1));
        return Head(g, picture, 8);
    }

    /// <summary>GoogLeNet's and AlexNet's normalisation.</summary>
    private static Graph Response(GraphSketch g)
    {
        string x = g.Node(new Relu(), g.Conv(g.Input, (3, 18), GraphSketch.WindowOf(3, 1, 1)));
        x = g.Node(new LRN(5, 0.5f, 0.75f, 1.5f), x);
        return Head(g, g.Conv(x, (18, 16), GraphSketch.WindowOf(3, 1, 1), group: 2), 16);
    }

    private static Graph Head(GraphSketch g, string features, int channels)
    {
        string pooled = g.Node(new Flatten(1), g.Node(new GlobalAveragePool(), features));
        return g.Build(g.Dense(pooled, channels, 7));
    }
}
