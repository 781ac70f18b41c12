using MlNetTransfer.Kernels.Functions;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>dX = dY f'(x) of the functions of <see cref="ActivationKind"/>.</summary>
/// <remarks>
/// Input is dY, Second what is saved of the forward run (the function's value or its argument, see <see cref="UsesOutput"/>), Output is dX, which may be
/// the memory of dY where the layouts are equal. Where a function has a corner, its derivative there is PyTorch's: 0 at the bounds of a clamp, Alpha at
/// the zero of a leaky ReLU. Reference: KernelsDerivativeReference in the tests, and central differences.
/// </remarks>
internal static class ActivationGradient
{
    /// <summary>Whether the derivative is computed from the function's value; else from its argument.</summary>
    /// <remarks>By value where the value tells the argument's side and loses no accuracy: what follows usually keeps it anyway.</remarks>
    public static bool UsesOutput(Activation activation) => activation.Kind switch
    {
        ActivationKind.LeakyRelu or ActivationKind.Elu => activation.Alpha > 0f,
        ActivationKind.Selu => activation.Alpha > 0f && activation.Beta > 0f,
        ActivationKind.Clamp or ActivationKind.Sigmoid or ActivationKind.HardSigmoid or ActivationKind.Tanh or ActivationKind.Softsign
            or ActivationKind.Exp or ActivationKind.Sqrt or ActivationKind.Reciprocal => true,
        _ => IsConstant(activation),
    };

    /// <summary>Whether the derivative is the same everywhere: nothing needs to be saved, and Second is not read.</summary>
    public static bool IsConstant(Activation activation) => ConstantOf(activation) is not null;

    /// <summary>Prepares a gradient over blocked activations.</summary>
    /// <param name="activation">The function.</param>
    /// <param name="gradient">Layout of dY.</param>
    /// <param name="saved">Layout of what is saved; not read where <see cref="IsConstant"/>.</param>
    /// <param name="output">Layout of dX.</param>
    public static PreparedOperation Prepare(Activation activation, BlockedLayout gradient, BlockedLayout saved, BlockedLayout output)
    {
        if (ConstantOf(activation) is { } factor)
        {
            return Elementwise.PrepareUnary(new Activation(ActivationKind.Affine, factor), gradient, output);
        }

        BufferChecks.SameSize(gradient, output, nameof(gradient));
        BufferChecks.SameSize(saved, output, nameof(saved));
        return new ActivationGradientOperation(activation, gradient, saved, output);
    }

    /// <summary>Prepares a gradient over <paramref name="length"/> dense floats of each picture.</summary>
    public static PreparedOperation PrepareFlat(Activation activation, int length) => ConstantOf(activation) is { } factor
        ? Elementwise.PrepareFlatUnary(new Activation(ActivationKind.Affine, factor), length)
        : new FlatActivationGradientOperation(activation, length);

    /// <summary>Computes one stretch.</summary>
    internal static void RunRow<TLanes>(Activation activation, in RowArgs args)
        where TLanes : struct, Simd.ILanes<TLanes> =>
        DerivativeDispatch.Run<DerivativeRowKernel, TLanes, RowArgs>(activation, args);

    private static float? ConstantOf(Activation activation) => activation.Kind switch
    {
        ActivationKind.None => 1f,
        ActivationKind.Neg => -1f,
        ActivationKind.Floor or ActivationKind.Ceil => 0f,
        ActivationKind.Affine => activation.Alpha,
        _ => null,
    };
}
