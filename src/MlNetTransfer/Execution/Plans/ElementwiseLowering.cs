using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Functions of one element, Clip and Cast.</summary>
internal static class ElementwiseLowering
{
    public static string? Lower(LoweringNode node)
    {
        switch (node.Operator)
        {
            case Clip:
                return LowerClip(node);
            case Cast cast:
                return LowerCast(node, cast.To);
        }

        if (FunctionOf(node.Operator) is not { } function)
        {
            return "";
        }

        node.Emit(new UnaryStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Activation = function });
        return null;
    }

    private static Activation? FunctionOf(Operator function) => function switch
    {
        Abs => new Activation(ActivationKind.Abs),
        Ceil => new Activation(ActivationKind.Ceil),
        Elu elu => new Activation(ActivationKind.Elu, elu.Alpha),
        Erf => new Activation(ActivationKind.Erf),
        Exp => new Activation(ActivationKind.Exp),
        Floor => new Activation(ActivationKind.Floor),
        Gelu gelu => new Activation(gelu.TanhApproximation ? ActivationKind.GeluTanh : ActivationKind.Gelu),
        HardSigmoid hard => new Activation(ActivationKind.HardSigmoid, hard.Alpha, hard.Beta),
        HardSwish => new Activation(ActivationKind.HardSwish),
        LeakyRelu leaky => new Activation(ActivationKind.LeakyRelu, leaky.Alpha),
        Log => new Activation(ActivationKind.Log),
        Mish => new Activation(ActivationKind.Mish),
        Neg => new Activation(ActivationKind.Neg),
        Reciprocal => new Activation(ActivationKind.Reciprocal),
        Relu => Activation.Relu,
        Selu selu => new Activation(ActivationKind.Selu, selu.Alpha, selu.Gamma),
        Sigmoid => new Activation(ActivationKind.Sigmoid),
        Silu => new Activation(ActivationKind.Silu),
        Softplus => new Activation(ActivationKind.Softplus),
        Softsign => new Activation(ActivationKind.Softsign),
        Sqrt => new Activation(ActivationKind.Sqrt),
        Tanh => new Activation(ActivationKind.Tanh),
        _ => null,
    };

    private static string? LowerClip(LoweringNode node)
    {
        float[]? low = node.Has(1) ? node.Floats(1) : [float.NegativeInfinity];
        float[]? high = node.Has(2) ? node.Floats(2) : [float.PositiveInfinity];
        if (low is [float lowest] && high is [float highest])
        {
            node.Emit(new UnaryStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Activation = Activation.Clamp(lowest, highest) });
            return null;
        }

        int value = node.Input(0);
        if (node.Has(1))
        {
            int raised = node.Has(2) ? node.Temporary(node.OutputShape()) : node.Declare();
            node.Emit(new BinaryStep { Name = node.Name, Inputs = [value, node.Input(1)], Output = raised, Kind = PlanarBinaryKind.Max });
            value = raised;
        }

        if (node.Has(2))
        {
            node.Emit(new BinaryStep { Name = node.Name, Inputs = [value, node.Input(2)], Output = node.Declare(), Kind = PlanarBinaryKind.Min });
        }

        return null;
    }

    private static string? LowerCast(LoweringNode node, ElementType to)
    {
        PlanarCastKind? kind = to switch
        {
            ElementType.Bool => PlanarCastKind.IsNotZero,
            ElementType.Float16 => PlanarCastKind.Half,
            ElementType.Float32 or ElementType.Float64 => null,
            _ => PlanarCastKind.Truncate,
        };
        if (kind is { } conversion)
        {
            node.Emit(new CastStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Kind = conversion });
        }
        else
        {
            node.EmitReshape(node.Input(0));
        }

        return null;
    }
}
