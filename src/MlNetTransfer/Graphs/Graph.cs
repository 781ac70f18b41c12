using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs;

/// <summary>Immutable network: nodes in topological order over named values, each written once (SSA).</summary>
/// <remarks>Operators and their attributes have ONNX semantics, whatever format the graph came from. Passes return new graphs.</remarks>
public sealed record Graph
{
    /// <summary>Name from the file; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Values the caller provides, without constants.</summary>
    public required IReadOnlyList<ValueInfo> Inputs { get; init; }

    /// <summary>Values the caller may ask for, in the file's order.</summary>
    public required IReadOnlyList<ValueInfo> Outputs { get; init; }

    /// <summary>Operations; every node comes after the nodes it reads from.</summary>
    public required IReadOnlyList<Node> Nodes { get; init; }

    /// <summary>Weights and other constants by value name.</summary>
    public required IReadOnlyDictionary<string, Tensor> Constants { get; init; }

    /// <summary>Free text from the file: preprocessing, labels, licence (ONNX <c>metadata_props</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>What the importer had to repair or assume, one sentence each; empty when the file was taken as it is.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}
