using MlNetTransfer.Importing.Protobuf;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>Writes the attributes of one node; field numbers of <c>AttributeProto</c>.</summary>
internal sealed class NodeWriting(ProtobufWriter node)
{
    private const int AttributeField = 5;
    private const int KindField = 20;

    /// <summary>An integer.</summary>
    public void Int(string name, long value) => Attribute(name, 2, a => a.Int64(3, value));

    /// <summary>True or false as an integer.</summary>
    public void Flag(string name, bool value) => Int(name, value ? 1 : 0);

    /// <summary>A float.</summary>
    public void Float(string name, float value) => Attribute(name, 1, a => a.Single(2, value));

    /// <summary>Text.</summary>
    public void Text(string name, string value) => Attribute(name, 3, a => a.Text(4, value));

    /// <summary>A list of integers.</summary>
    public void Ints(string name, params IEnumerable<int> values) => Attribute(name, 7, a =>
    {
        foreach (int value in values)
        {
            a.Int64(8, value);
        }
    });

    /// <summary>A tensor.</summary>
    public void Tensor(string name, Tensor value) => Attribute(name, 4, a => a.Message(5, t => OnnxTensorEncoder.Write(t, "", value)));

    private void Attribute(string name, int kind, Action<ProtobufWriter> value) => node.Message(AttributeField, a =>
    {
        a.Text(1, name);
        value(a);
        a.Int64(KindField, kind);
    });
}
