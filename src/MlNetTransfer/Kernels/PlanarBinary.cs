namespace MlNetTransfer.Kernels;

/// <summary>output = f(a, b) with NumPy's broadcasting, any rank.</summary>
/// <remarks>
/// Legend: a row is the last axis after joining axes that broadcast alike; offsets of a row in a and b come from strides that are 0 along
/// broadcast axes. Min and Max follow IEEE 754 (NaN wins), as ONNX Runtime does. Reference: data/golden/nodes.
/// </remarks>
internal sealed class PlanarBinary : PlanarOperation
{
    private readonly PlanarBinaryKind _kind;
    private readonly PlanarBroadcast _broadcast;

    public PlanarBinary(PlanarBinaryKind kind, PlanarBroadcast broadcast, PlanarStrides strides)
        : base(strides, broadcast.RowCount, broadcast.RowLength)
    {
        _kind = kind;
        _broadcast = broadcast;
    }

    protected override void RunRows(in PlanarOperands operands, int firstRow, int endRow)
    {
        for (int row = firstRow; row < endRow; row++)
        {
            (int a, int b) = _broadcast.RowOffsets(row);
            RunRow(operands.Input[a..], operands.Second[b..], operands.Output.Slice(row * _broadcast.RowLength, _broadcast.RowLength));
        }
    }

    private static float Apply(PlanarBinaryKind kind, float a, float b) => kind switch
    {
        PlanarBinaryKind.Add => a + b,
        PlanarBinaryKind.Sub => a - b,
        PlanarBinaryKind.Mul => a * b,
        PlanarBinaryKind.Div => a / b,
        PlanarBinaryKind.IntegerDiv => b == 0 ? 0f : MathF.Truncate((float)((double)a / b)),
        PlanarBinaryKind.Pow => Power(a, b),
        PlanarBinaryKind.Min => MathF.Min(a, b),
        PlanarBinaryKind.Max => MathF.Max(a, b),
        PlanarBinaryKind.Equal => a == b ? 1f : 0f,
        PlanarBinaryKind.PRelu => a >= 0 ? a : a * b,
        _ => throw new InvalidOperationException($"Unknown function {kind}."),
    };

    /// <summary>Squares and roots are common (normalisation layers written out) and exact this way.</summary>
    private static float Power(float a, float b) => b switch
    {
        2f => a * a,
        3f => a * a * a,
        1f => a,
        _ => (float)Math.Pow(a, b),
    };

    private void RunRow(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> output)
    {
        int stepA = _broadcast.RowStepA;
        int stepB = _broadcast.RowStepB;
        switch (_kind)
        {
            case PlanarBinaryKind.Add:
                for (int i = 0; i < output.Length; i++)
                {
                    output[i] = a[i * stepA] + b[i * stepB];
                }

                break;
            case PlanarBinaryKind.Mul:
                for (int i = 0; i < output.Length; i++)
                {
                    output[i] = a[i * stepA] * b[i * stepB];
                }

                break;
            default:
                for (int i = 0; i < output.Length; i++)
                {
                    output[i] = Apply(_kind, a[i * stepA], b[i * stepB]);
                }

                break;
        }
    }
}
