namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>A parsed file: the nodes, and what a MetaGraphDef says of them.</summary>
internal sealed class TensorFlowModel
{
    /// <summary>Nodes in the file's order.</summary>
    public List<TensorFlowNode> Nodes { get; } = [];

    /// <summary>Names of functions in the library, which are not inlined.</summary>
    public HashSet<string> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>Signatures by name, each with its tensors by key; outputs only.</summary>
    public Dictionary<string, Dictionary<string, string>> SignatureOutputs { get; } = new(StringComparer.Ordinal);
}
