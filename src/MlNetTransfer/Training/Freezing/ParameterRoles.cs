using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Training.Freezing;

/// <summary>Which constants of a network are parameters, and what they do there.</summary>
/// <remarks>Sums and products with constants before the first layer are preprocessing; those after it are biases and scales.</remarks>
internal static class ParameterRoles
{
    /// <summary>Parameters by name, in order of first use.</summary>
    public static IReadOnlyDictionary<string, ParameterKind> Of(Graph graph)
    {
        OrderedDictionary<string, ParameterKind> roles = new(StringComparer.Ordinal);
        bool isBehindLayer = false;
        foreach (Node node in graph.Nodes)
        {
            foreach ((int input, ParameterKind kind) in Roles(node.Operator, isBehindLayer))
            {
                if (input < node.Inputs.Count && graph.Constants.TryGetValue(node.Inputs[input], out Tensor? constant) && IsParameter(constant, kind, node.Operator))
                {
                    roles.TryAdd(node.Inputs[input], kind);
                }
            }

            isBehindLayer |= node.Operator is Conv or Gemm or MatMul;
        }

        return roles;
    }

    private static IEnumerable<(int Input, ParameterKind Kind)> Roles(Operator op, bool isBehindLayer) => op switch
    {
        Conv or Gemm => [(1, ParameterKind.Weight), (2, ParameterKind.Bias)],
        MatMul => [(0, ParameterKind.Weight), (1, ParameterKind.Weight)],
        BatchNormalization or LayerNormalization or InstanceNormalization => [(1, ParameterKind.NormalizationScale), (2, ParameterKind.NormalizationShift)],
        PRelu => [(1, ParameterKind.Weight)],
        Add or Sub when isBehindLayer => [(0, ParameterKind.Bias), (1, ParameterKind.Bias)],
        Mul when isBehindLayer => [(0, ParameterKind.NormalizationScale), (1, ParameterKind.NormalizationScale)],
        _ => [],
    };

    /// <summary>A single number in a sum or product is part of a formula, such as x + 3 in a hard swish.</summary>
    private static bool IsParameter(Tensor constant, ParameterKind kind, Operator op) =>
        constant.ElementType == ElementType.Float32
        && (op is Conv or Gemm or MatMul or BatchNormalization or LayerNormalization or InstanceNormalization or PRelu || constant.Shape.ElementCount > 1)
        && (kind != ParameterKind.Weight || constant.Shape.ElementCount > 0);
}
