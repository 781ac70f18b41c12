namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>An entry takes the sum of dY over the indices that name it; see <see cref="PlanarGradient.PrepareGather"/>.</summary>
/// <remarks>Indices outside the axis cannot occur: the forward run has refused them.</remarks>
internal sealed class PlanarGatherGradient(PlanarAxis axis, int indexCount, PlanarGradientStrides strides)
    : PlanarGradientOperation(strides, checked(axis.Outer * axis.Length * axis.Inner), 2L * indexCount)
{
    protected override void Add(in PlanarGradientOperands operands, int first, Span<double> sums)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            (int entry, int inner) = Math.DivRem(first + i, axis.Inner);
            (int outer, int own) = Math.DivRem(entry, axis.Length);
            for (int j = 0; j < indexCount; j++)
            {
                float value = operands.Second[j];
                if ((int)(value < 0 ? value + axis.Length : value) == own)
                {
                    sums[i] += operands.Gradient[(((outer * indexCount) + j) * axis.Inner) + inner];
                }
            }
        }
    }
}
