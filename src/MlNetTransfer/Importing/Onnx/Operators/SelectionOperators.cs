using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>Operators that join tensors or take parts of them.</summary>
internal static class SelectionOperators
{
    private const int SliceArgumentsAreInputs = 10;
    private const int SplitSizesAreInputs = 13;

    public static IEnumerable<OnnxOperator> Rows { get; } =
    [
        new("Concat", (1, OnnxOperator.Any), static r => new Concat(r.Axis(1)), static (o, w) => w.Int("axis", ((Concat)o).Axis)) { Since = 11 },
        new("Gather", (2, 2), static r => new Gather(r.Axis(0)), static (o, w) => w.Int("axis", ((Gather)o).Axis)) { Since = 11 },
        new("Slice", (3, 5), ReadSlice, static (_, _) => { }) { Since = 11 },
        new("Split", (1, 2), ReadSplit, static (o, w) =>
        {
            Split split = (Split)o;
            w.Int("axis", split.Axis);
            if (split.OutputCount is { } count)
            {
                w.Int("num_outputs", count);
            }
        })
        { Since = 18, OutputCount = OnnxOperator.Any },
    ];

    private static Slice ReadSlice(NodeReading r)
    {
        if (r.Opset < SliceArgumentsAreInputs)
        {
            r.MoveToInput("starts", 1);
            r.MoveToInput("ends", 2);
            r.MoveToInput("axes", 3);
        }

        return new Slice();
    }

    private static Split ReadSplit(NodeReading r)
    {
        if (r.Opset < SplitSizesAreInputs)
        {
            r.MoveToInput("split", 1);
        }

        int count = r.Int("num_outputs", 0, 0, int.MaxValue);
        int axis = r.Axis(0);
        return r.HasInput(1) ? new Split(axis) : new Split(axis, count > 0 ? count : r.OutputCount);
    }
}
