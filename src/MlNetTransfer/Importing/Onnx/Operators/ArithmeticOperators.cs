using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>Element by element with broadcasting, comparison, choice, and conversion of element type.</summary>
internal static class ArithmeticOperators
{
    public static IEnumerable<OnnxOperator> Rows { get; } =
    [
        OnnxOperator.Plain(new Add(), 2, 2),
        OnnxOperator.Plain(new Sub(), 2, 2),
        OnnxOperator.Plain(new Mul(), 2, 2),
        OnnxOperator.Plain(new Div(), 2, 2),
        OnnxOperator.Plain(new Pow(), 2, 2),
        OnnxOperator.Plain(new Equal(), 2, 2),
        OnnxOperator.Plain(new Where(), 3, 3, 9),
        OnnxOperator.Plain(new Max(), 1, OnnxOperator.Any),
        OnnxOperator.Plain(new Min(), 1, OnnxOperator.Any),
        OnnxOperator.Plain(new Sum(), 1, OnnxOperator.Any),
        OnnxOperator.Plain(new Mean(), 1, OnnxOperator.Any),
        new("Cast", (1, 1), ReadCast, static (o, w) => w.Int("to", (int)OnnxElementTypes.ToOnnx(((Cast)o).To))),
    ];

    private static Cast ReadCast(NodeReading r)
    {
        r.Ignore("saturate"); // Rounding of 8-bit floats, which are not supported.
        OnnxDataType to = (OnnxDataType)r.Int("to", 0, 0, int.MaxValue);
        if (!OnnxElementTypes.TryMap(to, out Tensors.ElementType type))
        {
            r.NotSupported($"conversion to {OnnxElementTypes.NameOf(to)}");
        }

        return new Cast(type);
    }
}
