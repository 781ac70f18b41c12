using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>Functions of one value: activations and elementary functions.</summary>
internal static class ActivationOperators
{
    private const int ClipBoundsAreInputs = 11;

    public static IEnumerable<OnnxOperator> Rows { get; } =
    [
        OnnxOperator.Plain(new Abs(), 1, 1),
        OnnxOperator.Plain(new Ceil(), 1, 1),
        OnnxOperator.Plain(new Erf(), 1, 1, 9),
        OnnxOperator.Plain(new Exp(), 1, 1),
        OnnxOperator.Plain(new Floor(), 1, 1),
        OnnxOperator.Plain(new HardSwish(), 1, 1, 14) with { Since = 14 },
        OnnxOperator.Plain(new Identity(), 1, 1),
        OnnxOperator.Plain(new Log(), 1, 1),
        OnnxOperator.Plain(new Mish(), 1, 1, 18) with { Since = 18 },
        OnnxOperator.Plain(new Neg(), 1, 1),
        OnnxOperator.Plain(new PRelu(), 2, 2),
        OnnxOperator.Plain(new Reciprocal(), 1, 1),
        OnnxOperator.Plain(new Relu(), 1, 1),
        OnnxOperator.Plain(new Sigmoid(), 1, 1),
        OnnxOperator.Plain(new Softplus(), 1, 1),
        OnnxOperator.Plain(new Softsign(), 1, 1),
        OnnxOperator.Plain(new Sqrt(), 1, 1),
        OnnxOperator.Plain(new Tanh(), 1, 1),
        new("Elu", (1, 1), static r => new Elu(r.Float("alpha", 1f)), static (o, w) => w.Float("alpha", ((Elu)o).Alpha)),
        new("LeakyRelu", (1, 1), static r => new LeakyRelu(r.Float("alpha", 0.01f)), static (o, w) => w.Float("alpha", ((LeakyRelu)o).Alpha)),
        new(
            "HardSigmoid",
            (1, 1),
            static r => new HardSigmoid(r.Float("alpha", 0.2f), r.Float("beta", 0.5f)),
            static (o, w) =>
            {
                w.Float("alpha", ((HardSigmoid)o).Alpha);
                w.Float("beta", ((HardSigmoid)o).Beta);
            }),
        new(
            "Selu",
            (1, 1),
            static r => new Selu(r.Float("alpha", new Selu().Alpha), r.Float("gamma", new Selu().Gamma)),
            static (o, w) =>
            {
                w.Float("alpha", ((Selu)o).Alpha);
                w.Float("gamma", ((Selu)o).Gamma);
            }),
        new(
            "Gelu",
            (1, 1),
            static r => new Gelu(ReadApproximation(r)),
            static (o, w) => w.Text("approximate", ((Gelu)o).TanhApproximation ? "tanh" : "none"))
        { Since = 20, Introduced = 20 },
        new("Clip", (1, 3), ReadClip, static (_, _) => { }) { Since = ClipBoundsAreInputs },
        new("Dropout", (1, 3), ReadDropout, static (_, _) => { }) { Since = 12 },
    ];

    private static bool ReadApproximation(NodeReading r)
    {
        string text = r.Text("approximate", "none");
        return text switch
        {
            "tanh" => true,
            "none" => false,
            _ => throw r.Fail($"has approximate '{text}'; none and tanh are allowed"),
        };
    }

    private static Clip ReadClip(NodeReading r)
    {
        if (r.Opset >= ClipBoundsAreInputs)
        {
            return new Clip();
        }

        if (r.OptionalFloat("min") is { } min)
        {
            r.SetInput(1, "min", Tensor.FromFloats(Shape.Scalar, [min]));
        }

        if (r.OptionalFloat("max") is { } max)
        {
            r.SetInput(2, "max", Tensor.FromFloats(Shape.Scalar, [max]));
        }

        return new Clip();
    }

    private static Dropout ReadDropout(NodeReading r)
    {
        const int RatioIsInput = 12;
        if (r.Opset < RatioIsInput)
        {
            float ratio = r.Float("ratio", 0.5f);
            r.SetInput(1, "ratio", Tensor.FromFloats(Shape.Scalar, [ratio]));
            return new Dropout(ratio);
        }

        r.Ignore("seed");
        if (r.HasInput(2))
        {
            if (r.ConstantInput(2) is not { ElementType: ElementType.Bool } training || training.Bytes.Span.ContainsAnyExcept((byte)0))
            {
                r.NotSupported("training mode (export the network in inference mode)");
            }

            r.Inputs.RemoveAt(2);
        }

        return r.ConstantInput(1) is { ElementType: ElementType.Float32, Shape.ElementCount: 1 } value ? new Dropout(value.AsFloats()[0]) : new Dropout();
    }
}
