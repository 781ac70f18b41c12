namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Element types as TensorFlow files number them (types.proto); those that are not read have no name here.</summary>
internal enum TensorFlowDataType
{
    /// <summary>Not stated.</summary>
    None = 0,

    /// <summary>binary32.</summary>
    Float = 1,

    /// <summary>Signed 32 bits.</summary>
    Int32 = 3,

    /// <summary>Unsigned 8 bits.</summary>
    UInt8 = 4,

    /// <summary>Signed 16 bits.</summary>
    Int16 = 5,

    /// <summary>Signed 8 bits.</summary>
    Int8 = 6,

    /// <summary>Bytes: encoded pictures, file names.</summary>
    String = 7,

    /// <summary>Signed 64 bits.</summary>
    Int64 = 9,

    /// <summary>Truth values.</summary>
    Bool = 10,

    /// <summary>bfloat16.</summary>
    BFloat16 = 14,

    /// <summary>binary16.</summary>
    Half = 19,

    /// <summary>A variable's handle.</summary>
    Resource = 20,
}
