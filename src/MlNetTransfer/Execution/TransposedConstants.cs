using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution;

/// <summary>Matrices that a graph transposes before it multiplies by them, so that training still knows them after constants are folded.</summary>
/// <remarks>Exporters write a dense layer over channels last as MatMul(x, Transpose(weights)). The plan is given the matrix itself and the other order.</remarks>
internal sealed class TransposedConstants
{
    private readonly Dictionary<ReadOnlyMemory<byte>, Tensor> _originals = [];

    private TransposedConstants(Graph graph)
    {
        var constants = new Dictionary<string, Tensor>(graph.Constants, StringComparer.Ordinal);
        var nodes = new List<Node>(graph.Nodes.Count);
        HashSet<string> outputs = [.. graph.Outputs.Select(output => output.Name)];
        foreach (Node node in graph.Nodes)
        {
            if (MatrixOf(graph, node) is { } matrix && !outputs.Contains(node.Outputs[0]))
            {
                Tensor transposed = Transposed(matrix);
                constants[node.Outputs[0]] = transposed;
                _originals[transposed.Bytes] = matrix;
            }
            else
            {
                nodes.Add(node);
            }
        }

        Graph = graph with { Nodes = nodes, Constants = constants };
    }

    /// <summary>The graph without the transposes.</summary>
    public Graph Graph { get; }

    /// <summary>Replaces transposes of matrices by constants.</summary>
    public static TransposedConstants Of(Graph graph) => new(graph);

    /// <summary>Gives dense layers the matrices that the graph had.</summary>
    public ExecutionPlan Restore(ExecutionPlan plan) => _originals.Count == 0
        ? plan
        : plan with
        {
            Steps = [.. plan.Steps.Select(step => step is DenseStep dense && _originals.TryGetValue(dense.Weights.Bytes, out Tensor? original)
                ? dense with { Weights = original, InputMajor = !dense.InputMajor }
                : step)],
        };

    private static Tensor? MatrixOf(Graph graph, Node node) =>
        node.Operator is Transpose { Permutation: null or [1, 0] } && graph.Constants.TryGetValue(node.Inputs[0], out Tensor? matrix)
        && matrix is { ElementType: ElementType.Float32, Shape.Rank: 2, Shape.ElementCount: > 0 } ? matrix : null;

    private static Tensor Transposed(Tensor matrix)
    {
        (int rows, int columns) = (matrix.Shape[0], matrix.Shape[1]);
        ReadOnlySpan<float> source = matrix.AsFloats();
        float[] target = new float[source.Length];
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = source[(i % rows * columns) + (i / rows)];
        }

        return Tensor.FromFloats(new Shape(columns, rows), target);
    }
}
