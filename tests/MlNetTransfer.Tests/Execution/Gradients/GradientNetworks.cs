using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Tests.Execution.Gradients;

/// <summary>Small networks to be trained, batch normalisations unfolded.</summary>
internal static class GradientNetworks
{
    public static readonly IReadOnlyList<string> Names = ["residual", "bottleneck", "inverted_residual", "preactivation"];

    public static Graph Of(string name, (int Height, int Width) size, long seed)
    {
        var sketch = new GraphSketch(3, size.Height, size.Width, seed);
        return name switch
        {
            "residual" => Residual(sketch),
            "bottleneck" => Bottleneck(sketch),
            "inverted_residual" => InvertedResidual(sketch),
            "preactivation" => Preactivation(sketch),
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

    private static Graph Head(GraphSketch g, string features, int channels)
    {
        string pooled = g.Node(new Flatten(1), g.Node(new GlobalAveragePool(), features));
        return g.Build(g.Dense(pooled, channels, 7));
    }
}
