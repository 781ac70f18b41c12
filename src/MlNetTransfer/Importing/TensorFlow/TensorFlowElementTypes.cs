using System.Globalization;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Maps TensorFlow's element types: half precision is widened to binary32, every integer type to 64 bits, since integers here are sizes, axes and indices.</summary>
internal static class TensorFlowElementTypes
{
    /// <summary>The element type that holds a file's element type.</summary>
    /// <returns>Null when there is none.</returns>
    public static ElementType? Map(TensorFlowDataType type) => type switch
    {
        TensorFlowDataType.Float or TensorFlowDataType.Half or TensorFlowDataType.BFloat16 => ElementType.Float32,
        TensorFlowDataType.Int8 or TensorFlowDataType.UInt8 or TensorFlowDataType.Int16 or TensorFlowDataType.Int32 or TensorFlowDataType.Int64 => ElementType.Int64,
        TensorFlowDataType.Bool => ElementType.Bool,
        _ => null,
    };

    /// <summary>Bytes of one element in <c>tensor_content</c>.</summary>
    public static int StoredSize(TensorFlowDataType type) => type switch
    {
        TensorFlowDataType.Float or TensorFlowDataType.Int32 => 4,
        TensorFlowDataType.Int64 => 8,
        TensorFlowDataType.Half or TensorFlowDataType.BFloat16 or TensorFlowDataType.Int16 => 2,
        _ => 1,
    };

    /// <summary>The type's name for messages.</summary>
    public static string NameOf(TensorFlowDataType type) =>
        Enum.IsDefined(type) ? type.ToString() : (int)type == 2 ? "Double" : "number " + ((int)type).ToString(CultureInfo.InvariantCulture);
}
