namespace MlNetTransfer.Importing.Onnx;

/// <summary>Element types as <c>TensorProto.DataType</c> numbers them (onnx.proto); only those that can be read are named.</summary>
internal enum OnnxDataType
{
    /// <summary>Not given.</summary>
    Undefined = 0,

    /// <summary>binary32.</summary>
    Float = 1,

    /// <summary>Unsigned 8 bits.</summary>
    UInt8 = 2,

    /// <summary>Signed 8 bits.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16 bits; widened to 32.</summary>
    UInt16 = 4,

    /// <summary>Signed 16 bits; widened to 32.</summary>
    Int16 = 5,

    /// <summary>Signed 32 bits.</summary>
    Int32 = 6,

    /// <summary>Signed 64 bits.</summary>
    Int64 = 7,

    /// <summary>Truth value.</summary>
    Bool = 9,

    /// <summary>binary16; widened to binary32.</summary>
    Float16 = 10,

    /// <summary>binary64.</summary>
    Double = 11,

    /// <summary>Unsigned 32 bits; widened to 64.</summary>
    UInt32 = 12,

    /// <summary>Upper half of binary32; widened to it.</summary>
    BFloat16 = 16,
}
