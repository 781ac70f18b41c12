using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>From names of initializers to parameters, and what to say where a name is none.</summary>
internal static class TrainableNames
{
    /// <summary>Candidates that a message lists.</summary>
    private const int Listed = 12;

    /// <summary>The named initializers.</summary>
    /// <exception cref="ArgumentException">No name is given, or one is no initializer that can move.</exception>
    public static IReadOnlyDictionary<string, Tensor> Resolve(Graph graph, IReadOnlyCollection<string> names, ExecutionPlan plan)
    {
        IReadOnlyList<TrainableTensor> candidates = ParameterSlots.Find(graph, plan);
        HashSet<string> known = [.. candidates.Select(candidate => candidate.Name)];
        string[] wrong = [.. names.Where(name => !known.Contains(name))];
        if (wrong.Length > 0 || names.Count == 0)
        {
            string listed = string.Join(", ", candidates.Take(Listed).Select(candidate => candidate.Name));
            string more = candidates.Count > Listed ? FormattableString.Invariant($" and {candidates.Count - Listed} more") : "";
            string what = wrong.Length == 0 ? "No initializer is named" : $"{string.Join(", ", wrong.Select(name => $"'{name}' {ReasonFor(graph, name)}"))}";
            throw new ArgumentException(
                $"TrainableNetworkOptions.Trainable: {what}. Initializers that can be trained are {listed}{more} (TrainableNetwork.FindTrainable lists them).", nameof(names));
        }

        return names.Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => graph.Constants[name], StringComparer.Ordinal);
    }

    /// <summary>One parameter for each tensor.</summary>
    public static IReadOnlyList<NetworkParameter> ParametersOf(Graph graph, IEnumerable<(Tensor Tensor, ParameterKind Kind)> slots)
    {
        Dictionary<ReadOnlyMemory<byte>, string> names = ParameterSlots.NamesOf(graph);
        return [.. slots.DistinctBy(slot => slot.Tensor.Bytes).Select(slot =>
        {
            string name = names[slot.Tensor.Bytes];
            return new NetworkParameter(name, slot.Kind, graph.Constants[name].Shape, ConstantReading.ToFloats(slot.Tensor));
        })];
    }

    /// <summary>Parameters by the memory of their initializers.</summary>
    public static Dictionary<ReadOnlyMemory<byte>, NetworkParameter> ByMemory(Graph graph, IEnumerable<NetworkParameter> parameters) =>
        parameters.ToDictionary(parameter => graph.Constants[parameter.Name].Bytes);

    private static string ReasonFor(Graph graph, string name) => graph.Constants.TryGetValue(name, out Tensor? tensor)
        ? tensor.ElementType == ElementType.Float32
            ? "does not decide the outputs, or enters the network through operators that a gradient is not computed for"
            : $"holds {tensor.ElementType}; only Float32 can move"
        : "is no initializer of the graph";
}
