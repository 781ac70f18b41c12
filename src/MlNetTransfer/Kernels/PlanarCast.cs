namespace MlNetTransfer.Kernels;

/// <summary>output[i] = cast(input[i]) on a flat run of floats.</summary>
/// <remarks>Exact, scalar. Reference: data/golden/nodes.</remarks>
internal sealed class PlanarCast(PlanarCastKind kind, int length, PlanarStrides strides)
    : PlanarOperation(strides, (length + Chunk - 1) / Chunk, Chunk)
{
    private const int Chunk = 512;

    protected override void RunRows(in PlanarOperands operands, int firstRow, int endRow)
    {
        int end = Math.Min(length, endRow * Chunk);
        for (int i = firstRow * Chunk; i < end; i++)
        {
            float value = operands.Input[i];
            operands.Output[i] = kind switch
            {
                PlanarCastKind.Truncate => MathF.Truncate(value),
                PlanarCastKind.IsNotZero => value != 0 ? 1f : 0f,
                _ => (float)(Half)value,
            };
        }
    }
}
