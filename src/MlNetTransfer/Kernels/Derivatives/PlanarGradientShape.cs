namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Shapes of a function of two operands with NumPy's broadcasting.</summary>
/// <param name="Result">The common shape.</param>
/// <param name="Own">Shape of the operand whose gradient is wanted.</param>
/// <param name="Other">Shape of the other operand.</param>
internal readonly record struct PlanarGradientShape(int[] Result, int[] Own, int[] Other);
