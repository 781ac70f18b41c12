namespace MlNetTransfer.Importing.Onnx;

/// <summary>An <c>AttributeProto</c>; only the field that its kind uses is meaningful.</summary>
internal sealed class OnnxAttribute
{
    public string Name { get; set; } = "";

    public float? Float { get; set; }

    public long? Int { get; set; }

    public string? Text { get; set; }

    public OnnxTensor? Tensor { get; set; }

    public List<float> Floats { get; } = [];

    public List<long> Ints { get; } = [];
}
