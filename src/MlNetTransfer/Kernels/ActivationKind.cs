namespace MlNetTransfer.Kernels;

/// <summary>Functions of one number that kernels apply; names and formulas as ONNX has them.</summary>
internal enum ActivationKind
{
    /// <summary>x.</summary>
    None,

    /// <summary>min(max(x, Alpha), Beta): ReLU, ReLU6, Clip.</summary>
    Clamp,

    /// <summary>x where x is positive, else Alpha x.</summary>
    LeakyRelu,

    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>min(max(Alpha x + Beta, 0), 1).</summary>
    HardSigmoid,

    /// <summary>x sigmoid(x), also called Swish.</summary>
    Silu,

    /// <summary>x min(max(x / 6 + 1/2, 0), 1).</summary>
    HardSwish,

    /// <summary>x (1 + erf(x / sqrt 2)) / 2.</summary>
    Gelu,

    /// <summary>x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.</summary>
    GeluTanh,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>x where x is positive, else Alpha (e^x - 1).</summary>
    Elu,

    /// <summary>Beta x where x is positive, else Beta Alpha (e^x - 1).</summary>
    Selu,

    /// <summary>log(1 + e^x).</summary>
    Softplus,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,

    /// <summary>x tanh(softplus(x)).</summary>
    Mish,

    /// <summary>Error function.</summary>
    Erf,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>Natural logarithm.</summary>
    Log,

    /// <summary>Square root.</summary>
    Sqrt,

    /// <summary>1 / x.</summary>
    Reciprocal,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>-x.</summary>
    Neg,

    /// <summary>Largest integer not above x.</summary>
    Floor,

    /// <summary>Smallest integer not below x.</summary>
    Ceil,

    /// <summary>Alpha x + Beta.</summary>
    Affine,
}
