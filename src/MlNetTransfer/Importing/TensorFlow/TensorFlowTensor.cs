namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>A <c>TensorProto</c> as it stands in the file; data are views of the file.</summary>
internal sealed class TensorFlowTensor
{
    /// <summary>Type of the elements.</summary>
    public TensorFlowDataType DataType { get; set; }

    /// <summary>Dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Dimensions { get; set; } = [];

    /// <summary>Raw little-endian elements; empty when typed fields are used.</summary>
    public ReadOnlyMemory<byte> Content { get; set; }

    /// <summary>Runs of the typed fields: packed or single values.</summary>
    public List<ReadOnlyMemory<byte>> Typed { get; } = [];

    /// <summary>Number of the typed field that was used; 0 for none.</summary>
    public int TypedField { get; set; }
}
