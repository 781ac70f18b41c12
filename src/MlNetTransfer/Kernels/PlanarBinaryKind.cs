namespace MlNetTransfer.Kernels;

/// <summary>Functions of two elements, named as in ONNX.</summary>
internal enum PlanarBinaryKind
{
    Add,
    Sub,
    Mul,
    Div,

    /// <summary>Quotient of integers, toward zero.</summary>
    IntegerDiv,
    Pow,
    Min,
    Max,
    Equal,

    /// <summary>x where x is 0 or more, else x times the second operand.</summary>
    PRelu,
}
