using MlNetTransfer.Importing.Protobuf;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Writes a tensor as a <c>TensorProto</c> with raw data.</summary>
internal static class OnnxTensorEncoder
{
    /// <summary>Writes the fields of the message.</summary>
    public static void Write(ProtobufWriter writer, string name, Tensor value)
    {
        foreach (int dimension in value.Shape)
        {
            writer.Int64(1, dimension);
        }

        writer.Int64(2, (int)OnnxElementTypes.ToOnnx(value.ElementType));
        if (name.Length > 0)
        {
            writer.Text(8, name);
        }

        writer.Bytes(9, value.Bytes);
    }
}
