namespace MlNetTransfer.Importing.Onnx;

/// <summary>A <c>NodeProto</c> as it stands in the file.</summary>
internal sealed class OnnxNode
{
    public string Name { get; set; } = "";

    public string OperatorName { get; set; } = "";

    public string Domain { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public List<OnnxAttribute> Attributes { get; } = [];

    /// <summary>The node's name, or its first output when it has none.</summary>
    public string Label => Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o.Length > 0) ?? "(unnamed)";
}
