using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>Matrix products.</summary>
internal static class MatrixOperators
{
    public static IEnumerable<OnnxOperator> Rows { get; } =
    [
        OnnxOperator.Plain(new MatMul(), 2, 2),
        new(
            "Gemm",
            (2, 3),
            static r => new Gemm(r.Float("alpha", 1f), r.Float("beta", 1f), r.Flag("transA", false), r.Flag("transB", false)),
            static (o, w) =>
            {
                Gemm gemm = (Gemm)o;
                w.Float("alpha", gemm.Alpha);
                w.Float("beta", gemm.Beta);
                w.Flag("transA", gemm.TransposeA);
                w.Flag("transB", gemm.TransposeB);
            })
        { Since = 11 },
    ];
}
