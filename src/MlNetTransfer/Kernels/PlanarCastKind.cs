namespace MlNetTransfer.Kernels;

/// <summary>Conversions of element type that change a value carried as a float.</summary>
internal enum PlanarCastKind
{
    /// <summary>Toward zero: to an integer.</summary>
    Truncate,

    /// <summary>0 or 1: to a boolean.</summary>
    IsNotZero,

    /// <summary>Rounded to IEEE 754 binary16 and widened again.</summary>
    Half,
}
