namespace MlNetTransfer.Importing.Onnx;

/// <summary>A <c>TensorProto</c> as it stands in the file: nothing is decoded yet, all data are views of the file.</summary>
internal sealed class OnnxTensor
{
    public string Name { get; set; } = "";

    public List<long> Dimensions { get; } = [];

    public OnnxDataType DataType { get; set; }

    /// <summary><c>raw_data</c>; null when absent.</summary>
    public ReadOnlyMemory<byte>? RawData { get; set; }

    /// <summary><c>float_data</c> or <c>double_data</c>: little-endian values in one or more runs.</summary>
    public List<ReadOnlyMemory<byte>> FixedData { get; } = [];

    /// <summary><c>int32_data</c>, <c>int64_data</c> or <c>uint64_data</c>: base-128 values in one or more runs.</summary>
    public List<ReadOnlyMemory<byte>> VarintData { get; } = [];

    /// <summary>Number of the last typed data field seen (4, 5, 7, 10, 11); 0 when none.</summary>
    public int TypedField { get; set; }

    /// <summary>Keys and values of <c>external_data</c>.</summary>
    public Dictionary<string, string> ExternalData { get; } = [];

    /// <summary>Whether the data lie outside the file (<c>data_location</c> = EXTERNAL).</summary>
    public bool IsExternal { get; set; }

    /// <summary>Byte offset of the tensor in the file.</summary>
    public int Offset { get; init; }
}
