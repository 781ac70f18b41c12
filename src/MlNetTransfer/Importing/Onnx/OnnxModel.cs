namespace MlNetTransfer.Importing.Onnx;

/// <summary>A <c>ModelProto</c> with its <c>GraphProto</c> as they stand in the file.</summary>
internal sealed class OnnxModel
{
    public long IrVersion { get; set; }

    /// <summary>Version of the default operator set; null when the file does not import it.</summary>
    public long? Opset { get; set; }

    public Dictionary<string, string> Metadata { get; } = [];

    public bool HasGraph { get; set; }

    public string GraphName { get; set; } = "";

    public List<OnnxNode> Nodes { get; } = [];

    public List<OnnxTensor> Initializers { get; } = [];

    public int SparseInitializerCount { get; set; }

    public List<OnnxValue> Inputs { get; } = [];

    public List<OnnxValue> Outputs { get; } = [];
}
