using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Functions;

/// <summary>From <see cref="ActivationKind"/> to the function's type.</summary>
internal static class FunctionDispatch
{
    /// <summary>Runs a kernel around a function.</summary>
    public static void Run<TKernel, TLanes, TArgs>(ActivationKind kind, TArgs args)
        where TKernel : IFunctionKernel<TArgs>
        where TLanes : struct, ILanes<TLanes>
        where TArgs : allows ref struct
    {
        switch (kind)
        {
            case ActivationKind.Clamp:
                TKernel.Run<TLanes, Clamp>(args);
                break;
            case ActivationKind.LeakyRelu:
                TKernel.Run<TLanes, LeakyRelu>(args);
                break;
            case ActivationKind.Sigmoid:
                TKernel.Run<TLanes, Sigmoid>(args);
                break;
            case ActivationKind.HardSigmoid:
                TKernel.Run<TLanes, HardSigmoid>(args);
                break;
            case ActivationKind.Silu:
                TKernel.Run<TLanes, Silu>(args);
                break;
            case ActivationKind.HardSwish:
                TKernel.Run<TLanes, HardSwish>(args);
                break;
            case ActivationKind.Gelu:
                TKernel.Run<TLanes, Gelu>(args);
                break;
            case ActivationKind.GeluTanh:
                TKernel.Run<TLanes, GeluTanh>(args);
                break;
            case ActivationKind.Tanh:
                TKernel.Run<TLanes, Tanh>(args);
                break;
            case ActivationKind.Elu:
                TKernel.Run<TLanes, Elu>(args);
                break;
            case ActivationKind.Selu:
                TKernel.Run<TLanes, Selu>(args);
                break;
            case ActivationKind.Softplus:
                TKernel.Run<TLanes, Softplus>(args);
                break;
            case ActivationKind.Softsign:
                TKernel.Run<TLanes, Softsign>(args);
                break;
            case ActivationKind.Mish:
                TKernel.Run<TLanes, Mish>(args);
                break;
            case ActivationKind.Erf:
                TKernel.Run<TLanes, Erf>(args);
                break;
            case ActivationKind.Exp:
                TKernel.Run<TLanes, Exp>(args);
                break;
            case ActivationKind.Log:
                TKernel.Run<TLanes, Log>(args);
                break;
            case ActivationKind.Sqrt:
                TKernel.Run<TLanes, Sqrt>(args);
                break;
            case ActivationKind.Reciprocal:
                TKernel.Run<TLanes, Reciprocal>(args);
                break;
            case ActivationKind.Abs:
                TKernel.Run<TLanes, Abs>(args);
                break;
            case ActivationKind.Neg:
                TKernel.Run<TLanes, Negate>(args);
                break;
            case ActivationKind.Floor:
                TKernel.Run<TLanes, Floor>(args);
                break;
            case ActivationKind.Ceil:
                TKernel.Run<TLanes, Ceiling>(args);
                break;
            case ActivationKind.Affine:
                TKernel.Run<TLanes, Affine>(args);
                break;
            default:
                TKernel.Run<TLanes, Identity>(args);
                break;
        }
    }
}
