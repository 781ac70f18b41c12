using System.Globalization;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Maps element types of ONNX files to those of tensors. Half precision is widened: this library computes in binary32.</summary>
internal static class OnnxElementTypes
{
    /// <summary>Finds the tensor element type that holds a file's element type.</summary>
    /// <returns>False when there is none.</returns>
    public static bool TryMap(OnnxDataType type, out ElementType elementType)
    {
        elementType = type switch
        {
            OnnxDataType.UInt8 => ElementType.UInt8,
            OnnxDataType.Int8 => ElementType.Int8,
            OnnxDataType.UInt16 or OnnxDataType.Int16 or OnnxDataType.Int32 => ElementType.Int32,
            OnnxDataType.UInt32 or OnnxDataType.Int64 => ElementType.Int64,
            OnnxDataType.Bool => ElementType.Bool,
            OnnxDataType.Double => ElementType.Float64,
            _ => ElementType.Float32,
        };
        return elementType != ElementType.Float32 || type is OnnxDataType.Float or OnnxDataType.Float16 or OnnxDataType.BFloat16;
    }

    /// <summary>The file's number for a tensor element type.</summary>
    public static OnnxDataType ToOnnx(ElementType type) => type switch
    {
        ElementType.Float32 => OnnxDataType.Float,
        ElementType.Float64 => OnnxDataType.Double,
        ElementType.Float16 => OnnxDataType.Float16,
        ElementType.Int64 => OnnxDataType.Int64,
        ElementType.Int32 => OnnxDataType.Int32,
        ElementType.UInt8 => OnnxDataType.UInt8,
        ElementType.Int8 => OnnxDataType.Int8,
        _ => OnnxDataType.Bool,
    };

    /// <summary>The type's name for messages.</summary>
    public static string NameOf(OnnxDataType type) =>
        Enum.IsDefined(type) ? type.ToString() : (int)type == 8 ? "String" : ((int)type).ToString(CultureInfo.InvariantCulture);
}
