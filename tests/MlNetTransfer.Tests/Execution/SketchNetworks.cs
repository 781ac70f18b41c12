using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Tests.Execution;

/// <summary>One small network for each family of layers that real classifiers are made of.</summary>
internal static class SketchNetworks
{
    public static readonly IReadOnlyList<string> Names =
        ["residual", "inverted_residual", "dense_concat", "squeeze_excite", "shuffle", "channels_last", "inception", "dense_blocks"];

    public static Graph Of(string name, (int Height, int Width) size, long seed)
    {
        var sketch = new GraphSketch(3, size.Height, size.Width, seed);
        return name switch
        {
            "residual" => Residual(sketch),
            "inverted_residual" => InvertedResidual(sketch),
            "dense_concat" => DenseConcat(sketch),
            "squeeze_excite" => SqueezeExcite(sketch),
            "shuffle" => Shuffle(sketch),
            "channels_last" => ChannelsLast(sketch),
            "inception" => Inception(sketch),
            "dense_blocks" => DenseBlocks(sketch),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    private static Graph Residual(GraphSketch g)
    {
        string x = g.Node(new Relu(), g.Conv(g.Input, (3, 20), GraphSketch.WindowOf(7, 2, 3)));
        x = g.Node(new MaxPool(GraphSketch.WindowOf(3, 2, 1)), x);
        string y = g.Node(new Relu(), g.Conv(x, (20, 20), GraphSketch.WindowOf(3, 1, 1)));
        y = g.Conv(y, (20, 20), GraphSketch.WindowOf(3, 1, 1));
        x = g.Node(new Relu(), g.Node(new Add(), y, x));
        y = g.Node(new Relu(), g.Conv(x, (20, 37), GraphSketch.WindowOf(3, 2, 1)));
        y = g.Conv(y, (37, 37), GraphSketch.WindowOf(3, 1, 1));
        string shortcut = g.Conv(x, (20, 37), GraphSketch.WindowOf(1, 2));
        x = g.Node(new Relu(), g.Node(new Add(), y, shortcut));
        return Head(g, x, 37);
    }

    private static Graph InvertedResidual(GraphSketch g)
    {
        string x = g.Relu6(g.Conv(g.Input, (3, 16), GraphSketch.WindowOf(3, 2, 1)));
        for (int block = 0; block < 2; block++)
        {
            string y = g.Relu6(g.Conv(x, (16, 50), GraphSketch.WindowOf(1)));
            y = g.Relu6(g.Conv(y, (50, 50), GraphSketch.WindowOf(3, 1, 1), group: 50));
            x = g.Node(new Add(), x, g.Conv(y, (50, 16), GraphSketch.WindowOf(1)));
        }

        return Head(g, x, 16);
    }

    private static Graph DenseConcat(GraphSketch g)
    {
        string x = g.Conv(g.Input, (3, 24), GraphSketch.WindowOf(3, 1, 1));
        int channels = 24;
        for (int layer = 0; layer < 3; layer++)
        {
            string y = g.Node(new Relu(), g.Node(new ScaleShift(), x, g.Constant([channels], 1), g.Constant([channels], 0.5)));
            y = g.Conv(y, (channels, 12), GraphSketch.WindowOf(3, 1, 1));
            x = g.Node(new Concat(1), x, y);
            channels += 12;
        }

        x = g.Node(new AveragePool(GraphSketch.WindowOf(2, 2)), g.Conv(x, (channels, 18), GraphSketch.WindowOf(1)));
        return Head(g, x, 18);
    }

    /// <summary>As DenseNet is exported: each layer joins all parts again; parts of whole channel blocks, the last one not.</summary>
    private static Graph DenseBlocks(GraphSketch g)
    {
        var parts = new List<string> { g.Conv(g.Input, (3, 32), GraphSketch.WindowOf(3, 1, 1)) };
        int channels = 32;
        foreach (int growth in new[] { 16, 16, 13 })
        {
            string joined = parts.Count == 1 ? parts[0] : g.Node(new Concat(1), [.. parts]);
            parts.Add(g.Conv(g.Node(new Relu(), joined), (channels, growth), GraphSketch.WindowOf(3, 1, 1)));
            channels += growth;
        }

        string all = g.Node(new Concat(1), [.. parts]);
        return Head(g, g.Conv(g.Node(new Add(), all, all), (channels, 20), GraphSketch.WindowOf(5, 2, 2)), 20);
    }

    private static Graph SqueezeExcite(GraphSketch g)
    {
        string x = g.Node(new Silu(), g.Conv(g.Input, (3, 40), GraphSketch.WindowOf(3, 2, 1)));
        string s = g.Node(new Silu(), g.Conv(g.Node(new GlobalAveragePool(), x), (40, 10), GraphSketch.WindowOf(1)));
        s = g.Node(new Sigmoid(), g.Conv(s, (10, 40), GraphSketch.WindowOf(1)));
        x = g.Node(new HardSwish(), g.Conv(g.Node(new Mul(), s, x), (40, 33), GraphSketch.WindowOf(5, 1, 2)));
        return Head(g, x, 33);
    }

    private static Graph Shuffle(GraphSketch g)
    {
        string x = g.Node(new Relu(), g.Conv(g.Input, (3, 28), GraphSketch.WindowOf(3, 2, 1)));
        string left = g.Node(new Slice(), x, g.Integers(0), g.Integers(14), g.Integers(1));
        string right = g.Node(new Slice(), x, g.Integers(14), g.Integers(28), g.Integers(1));
        right = g.Conv(right, (14, 14), GraphSketch.WindowOf(3, 1, 1), group: 14);
        right = g.Node(new Relu(), g.Conv(right, (14, 14), GraphSketch.WindowOf(1)));
        x = g.Node(new ChannelShuffle(2), g.Node(new Concat(1), left, right));
        return Head(g, x, 28);
    }

    private static Graph ChannelsLast(GraphSketch g)
    {
        string x = g.Conv(g.Input, (3, 21), GraphSketch.WindowOf(2, 2));
        string y = g.Node(new Transpose([0, 2, 3, 1]), x);
        y = g.Node(new Mul(), y, g.Constant([21], 1));
        y = g.Node(new Transpose([0, 3, 1, 2]), y);
        x = g.Node(new Add(), g.Node(new Mul(), y, g.Constant([21, 1, 1], 1)), x);
        return Head(g, x, 21);
    }

    private static Graph Inception(GraphSketch g)
    {
        string x = g.Node(new Relu(), g.Conv(g.Input, (3, 32), GraphSketch.WindowOf(3, 1, 1)));
        string a = g.Conv(x, (32, 16), GraphSketch.WindowOf(1));
        string b = g.Conv(x, (32, 32), new Window((1, 7), (1, 1), (1, 1), (0, 3, 0, 3)));
        string c = g.Conv(g.Node(new AveragePool(GraphSketch.WindowOf(3, 1, 1)), x), (32, 8), GraphSketch.WindowOf(3, 1, 2, 2));
        x = g.Node(new Concat(1), a, b, c);
        return Head(g, x, 56);
    }

    private static Graph Head(GraphSketch g, string x, int channels)
    {
        string features = g.Node(new Flatten(), g.Node(new GlobalAveragePool(), x));
        string logits = g.Dense(features, channels, 7);
        return g.Build(features, logits);
    }
}
