namespace MlNetTransfer.Graphs.Operators;

/// <summary>What a node computes, with its attributes normalised to one form for all opsets and file formats.</summary>
/// <remarks>
/// Records carry the ONNX operator's name and attributes with ONNX defaults. Arguments that newer opsets pass as inputs (axes, shapes, pads,
/// clip bounds) stay inputs; importers turn the older attribute forms into constant inputs.
/// </remarks>
public abstract record Operator
{
    /// <summary>Name exactly as ONNX spells it.</summary>
    public abstract string Name { get; }
}
