namespace MlNetTransfer.Tensors;

/// <summary>Type of one element of a <see cref="Tensor"/>.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary64.</summary>
    Float64,

    /// <summary>IEEE 754 binary16; read from files and widened, never computed with.</summary>
    Float16,

    /// <summary>Signed 64-bit integer (shapes and indices).</summary>
    Int64,

    /// <summary>Signed 32-bit integer.</summary>
    Int32,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8,

    /// <summary>Signed 8-bit integer.</summary>
    Int8,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,
}
