using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.FineTuning;

/// <summary>Hidden layers as ordinary nodes: Gemm and Relu, one after the other.</summary>
internal static class HiddenNodes
{
    private const int RowsAtOnce = 256;
    private const string Input = "features";

    /// <summary>Adds layers.</summary>
    /// <param name="layers">The layers; may be empty.</param>
    /// <param name="input">The value [N, F] that the first one sees.</param>
    /// <param name="to">Nodes and constants of the graph that is made.</param>
    /// <param name="unique">Makes a name that the graph does not have yet.</param>
    /// <returns>The value that the last one gives; <paramref name="input"/> where there is none.</returns>
    public static string Append(
        IReadOnlyList<HiddenLayer> layers, string input, (List<Node> Nodes, Dictionary<string, Tensor> Constants) to, Func<string, string> unique)
    {
        string value = input;
        for (int i = 0; i < layers.Count; i++)
        {
            HiddenLayer layer = layers[i];
            string name = FormattableString.Invariant($"head_hidden_{i + 1}");
            (string weight, string bias, string sum, string output) = (unique(name + "_weight"), unique(name + "_bias"), unique(name + "_sum"), unique(name));
            to.Constants[weight] = Tensor.FromFloats(new Shape(layer.Width, layer.InputCount), layer.Weights);
            to.Constants[bias] = Tensor.FromFloats(new Shape(layer.Width), new float[layer.Width]);
            to.Nodes.Add(new Node(name, new Gemm(TransposeB: true), [value, weight, bias], [sum]));
            to.Nodes.Add(new Node(name + "_relu", new Relu(), [sum], [output]));
            value = output;
        }

        return value;
    }

    /// <summary>What a layer gives.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">[n, F].</param>
    /// <param name="threadCount">Number of threads; 0 for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>[n, H].</returns>
    public static FeatureMatrix Run(HiddenLayer layer, FeatureMatrix inputs, int threadCount, CancellationToken cancellationToken)
    {
        List<Node> nodes = [];
        Dictionary<string, Tensor> constants = new(StringComparer.Ordinal);
        string output = Append([layer], Input, (nodes, constants), name => name);
        Network network = Network.Compile(
            new Graph
            {
                Inputs = [Value(Input, layer.InputCount)],
                Outputs = [Value(output, layer.Width)],
                Nodes = nodes,
                Constants = constants,
            },
            new NetworkOptions { ThreadCount = threadCount });
        FeatureMatrix outputs = new(inputs.RowCount, layer.Width);
        for (int start = 0; start < inputs.RowCount; start += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, inputs.RowCount - start);
            network.Run(inputs.Values.Slice(start * inputs.ColumnCount, count * inputs.ColumnCount), count, cancellationToken)[0]
                .CopyTo(outputs.Values.Span[(start * layer.Width)..]);
        }

        return outputs;
    }

    private static ValueInfo Value(string name, int count) => new(name, ElementType.Float32, [Dimension.Batch, Dimension.Of(count)]);
}
