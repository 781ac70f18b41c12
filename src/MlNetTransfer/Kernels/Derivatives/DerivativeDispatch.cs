using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>From <see cref="Activation"/> to the type of its derivative, by value or by argument as <see cref="ActivationGradient.UsesOutput"/> says.</summary>
internal static class DerivativeDispatch
{
    /// <summary>Runs a kernel around a derivative.</summary>
    public static void Run<TKernel, TLanes, TArgs>(Activation activation, TArgs args)
        where TKernel : IFunctionKernel<TArgs>
        where TLanes : struct, ILanes<TLanes>
        where TArgs : allows ref struct
    {
        if (ActivationGradient.UsesOutput(activation))
        {
            RunByOutput<TKernel, TLanes, TArgs>(activation.Kind, args);
        }
        else
        {
            RunByInput<TKernel, TLanes, TArgs>(activation.Kind, args);
        }
    }

    private static void RunByOutput<TKernel, TLanes, TArgs>(ActivationKind kind, TArgs args)
        where TKernel : IFunctionKernel<TArgs>
        where TLanes : struct, ILanes<TLanes>
        where TArgs : allows ref struct
    {
        switch (kind)
        {
            case ActivationKind.Clamp:
                TKernel.Run<TLanes, ClampByOutput>(args);
                break;
            case ActivationKind.LeakyRelu:
                TKernel.Run<TLanes, LeakyReluDerivative>(args);
                break;
            case ActivationKind.Sigmoid:
                TKernel.Run<TLanes, SigmoidByOutput>(args);
                break;
            case ActivationKind.HardSigmoid:
                TKernel.Run<TLanes, HardSigmoidByOutput>(args);
                break;
            case ActivationKind.Tanh:
                TKernel.Run<TLanes, TanhByOutput>(args);
                break;
            case ActivationKind.Elu:
                TKernel.Run<TLanes, EluByOutput>(args);
                break;
            case ActivationKind.Selu:
                TKernel.Run<TLanes, SeluByOutput>(args);
                break;
            case ActivationKind.Softsign:
                TKernel.Run<TLanes, SoftsignByOutput>(args);
                break;
            case ActivationKind.Exp:
                TKernel.Run<TLanes, Identity>(args);
                break;
            case ActivationKind.Sqrt:
                TKernel.Run<TLanes, SqrtByOutput>(args);
                break;
            case ActivationKind.Reciprocal:
                TKernel.Run<TLanes, ReciprocalByOutput>(args);
                break;
            default:
                throw new InvalidOperationException($"The derivative of {kind} is constant.");
        }
    }

    private static void RunByInput<TKernel, TLanes, TArgs>(ActivationKind kind, TArgs args)
        where TKernel : IFunctionKernel<TArgs>
        where TLanes : struct, ILanes<TLanes>
        where TArgs : allows ref struct
    {
        switch (kind)
        {
            case ActivationKind.LeakyRelu:
                TKernel.Run<TLanes, LeakyReluDerivative>(args);
                break;
            case ActivationKind.Elu:
                TKernel.Run<TLanes, EluByInput>(args);
                break;
            case ActivationKind.Selu:
                TKernel.Run<TLanes, SeluByInput>(args);
                break;
            case ActivationKind.Silu:
                TKernel.Run<TLanes, SiluByInput>(args);
                break;
            case ActivationKind.HardSwish:
                TKernel.Run<TLanes, HardSwishByInput>(args);
                break;
            case ActivationKind.Gelu:
                TKernel.Run<TLanes, GeluByInput>(args);
                break;
            case ActivationKind.GeluTanh:
                TKernel.Run<TLanes, GeluTanhByInput>(args);
                break;
            case ActivationKind.Softplus:
                TKernel.Run<TLanes, Sigmoid>(args);
                break;
            case ActivationKind.Mish:
                TKernel.Run<TLanes, MishByInput>(args);
                break;
            case ActivationKind.Erf:
                TKernel.Run<TLanes, ErfByInput>(args);
                break;
            case ActivationKind.Log:
                TKernel.Run<TLanes, Reciprocal>(args);
                break;
            case ActivationKind.Abs:
                TKernel.Run<TLanes, AbsByInput>(args);
                break;
            default:
                throw new InvalidOperationException($"{kind} has no derivative by its argument.");
        }
    }
}
