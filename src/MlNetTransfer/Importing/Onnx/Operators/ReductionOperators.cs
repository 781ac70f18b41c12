using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>Reductions over axes.</summary>
internal static class ReductionOperators
{
    private const int AxesAreInputs = 18;
    private const int SumAxesAreInputs = 13;

    public static IEnumerable<OnnxOperator> Rows { get; } =
    [
        Row("ReduceMean", static (k, n) => new ReduceMean(k, n), static o => (((ReduceMean)o).KeepDimensions, ((ReduceMean)o).NoopWithEmptyAxes)),
        Row("ReduceSum", static (k, n) => new ReduceSum(k, n), static o => (((ReduceSum)o).KeepDimensions, ((ReduceSum)o).NoopWithEmptyAxes), SumAxesAreInputs),
        Row("ReduceMax", static (k, n) => new ReduceMax(k, n), static o => (((ReduceMax)o).KeepDimensions, ((ReduceMax)o).NoopWithEmptyAxes)),
        Row("ReduceMin", static (k, n) => new ReduceMin(k, n), static o => (((ReduceMin)o).KeepDimensions, ((ReduceMin)o).NoopWithEmptyAxes)),
        Row("ReduceProd", static (k, n) => new ReduceProd(k, n), static o => (((ReduceProd)o).KeepDimensions, ((ReduceProd)o).NoopWithEmptyAxes)),
        Row("ReduceL2", static (k, n) => new ReduceL2(k, n), static o => (((ReduceL2)o).KeepDimensions, ((ReduceL2)o).NoopWithEmptyAxes)),
        new(
            "ArgMax",
            (1, 1),
            static r => new ArgMax(r.Axis(0), r.Flag("keepdims", true), r.Flag("select_last_index", false)),
            static (o, w) =>
            {
                ArgMax max = (ArgMax)o;
                w.Int("axis", max.Axis);
                w.Flag("keepdims", max.KeepDimensions);
                w.Flag("select_last_index", max.SelectLastIndex);
            })
        { Since = 12 },
    ];

    private static OnnxOperator Row(string name, Func<bool, bool, Operator> make, Func<Operator, (bool Keep, bool Noop)> attributes, int since = AxesAreInputs) =>
        new(
            name,
            (1, 2),
            r =>
            {
                if (r.Opset < since)
                {
                    r.MoveToInput("axes", 1);
                }

                return make(r.Flag("keepdims", true), r.Flag("noop_with_empty_axes", false));
            },
            (o, w) =>
            {
                (bool keep, bool noop) = attributes(o);
                w.Flag("keepdims", keep);
                w.Flag("noop_with_empty_axes", noop);
            })
        { Since = since };
}
