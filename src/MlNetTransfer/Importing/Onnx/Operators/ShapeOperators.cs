using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>Operators that rearrange or repeat elements, and those that compute with shapes.</summary>
internal static class ShapeOperators
{
    private const int SqueezeAxesAreInputs = 13;
    private const int PadsAreInputs = 11;
    private static readonly string[] PadModeNames = ["constant", "reflect", "edge", "wrap"];

    public static IEnumerable<OnnxOperator> Rows { get; } =
    [
        OnnxOperator.Plain(new Expand(), 2, 2, 8),
        OnnxOperator.Plain(new Tile(), 2, 2),
        OnnxOperator.Plain(new RangeOf(), 3, 3, 11),
        new("Flatten", (1, 1), static r => new Flatten(r.Axis(1)), static (o, w) => w.Int("axis", ((Flatten)o).Axis)) { Since = 11 },
        new(
            "Reshape",
            (2, 2),
            static r => new Reshape(r.Flag("allowzero", false)),
            static (o, w) => w.Flag("allowzero", ((Reshape)o).AllowZero))
        { Since = 14 },
        new("Transpose", (1, 1), ReadTranspose, static (o, w) =>
        {
            if (((Transpose)o).Permutation is { } permutation)
            {
                w.Ints("perm", permutation);
            }
        }),
        new("Squeeze", (1, 2), static r => ReadAxes(r, new Squeeze()), static (_, _) => { }) { Since = SqueezeAxesAreInputs },
        new("Unsqueeze", (2, 2), static r => ReadAxes(r, new Unsqueeze()), static (_, _) => { }) { Since = SqueezeAxesAreInputs },
        new("Shape", (1, 1), ReadShape, static (o, w) =>
        {
            ShapeOf shape = (ShapeOf)o;
            w.Int("start", shape.Start);
            if (shape.End is { } end)
            {
                w.Int("end", end);
            }
        })
        { Since = 15 },
        new("ConstantOfShape", (1, 1), ReadConstantOfShape, static (o, w) => w.Tensor("value", ((ConstantOfShape)o).Value)) { Since = 9, Introduced = 9 },
        new("Pad", (2, 4), ReadPad, static (o, w) => w.Text("mode", PadModeNames[(int)((Pad)o).Mode])) { Since = 18 },
    ];

    private static Transpose ReadTranspose(NodeReading r)
    {
        if (r.Ints("perm") is not { } permutation)
        {
            return new Transpose();
        }

        bool valid = permutation.Length <= Shape.MaxRank && permutation.Order().SequenceEqual(Enumerable.Range(0, permutation.Length).Select(i => (long)i));
        return valid
            ? new Transpose([.. permutation.Select(p => (int)p)])
            : throw r.Fail($"has perm [{string.Join(", ", permutation)}], which is not a permutation");
    }

    private static Operator ReadAxes(NodeReading r, Operator result)
    {
        if (r.Opset < SqueezeAxesAreInputs)
        {
            r.MoveToInput("axes", 1);
        }

        return result;
    }

    private static ShapeOf ReadShape(NodeReading r)
    {
        int start = r.Int("start", 0, int.MinValue, int.MaxValue);
        long end = r.Int("end", long.MaxValue);
        return new ShapeOf(start, end is >= int.MinValue and < int.MaxValue ? (int)end : null);
    }

    private static ConstantOfShape ReadConstantOfShape(NodeReading r)
    {
        Tensor value = r.TensorOf("value") ?? Tensor.FromFloats(new Shape(1), [0f]);
        return value.Shape.ElementCount == 1
            ? new ConstantOfShape(value)
            : throw r.Fail($"has a value of shape {value.Shape}; one element is allowed");
    }

    private static Pad ReadPad(NodeReading r)
    {
        string mode = r.Text("mode", "constant");
        int index = Array.IndexOf(PadModeNames, mode);
        if (index < 0)
        {
            throw r.Fail($"has mode '{mode}'; {string.Join(", ", PadModeNames)} are allowed");
        }

        if (r.Opset < PadsAreInputs)
        {
            r.MoveToInput("pads", 1);
            r.SetInput(2, "value", Tensor.FromFloats(Shape.Scalar, [r.Float("value", 0f)]));
        }

        return new Pad((PadMode)index);
    }
}
