namespace MlNetTransfer.Importing.Onnx;

/// <summary>A <c>ValueInfoProto</c> of tensor type.</summary>
internal sealed class OnnxValue
{
    public string Name { get; set; } = "";

    public OnnxDataType DataType { get; set; }

    /// <summary>Sizes, outermost first; null for a symbolic or missing one. Null when the file gives no shape.</summary>
    public List<long?>? Dimensions { get; set; }
}
