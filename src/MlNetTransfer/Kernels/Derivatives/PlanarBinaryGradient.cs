namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Sum over the places of an element of the derivative there; see <see cref="PlanarGradient.PrepareBinary"/>.</summary>
internal sealed class PlanarBinaryGradient<TTerm>(PlanarOffsets offsets, PlanarGradientStrides strides)
    : PlanarGradientOperation(strides, offsets.Kept.Length, 2L * offsets.Reduced.Length)
    where TTerm : struct, IPlanarTerm
{
    protected override void Add(in PlanarGradientOperands operands, int first, Span<double> sums)
    {
        ReadOnlySpan<int> reduced = offsets.Reduced;
        ReadOnlySpan<int> reducedOther = offsets.ReducedOther;
        for (int i = 0; i < sums.Length; i++)
        {
            int place = offsets.Kept[first + i];
            int meets = offsets.KeptOther[first + i];
            double own = TTerm.ReadsOwn ? operands.Second[first + i] : 0;
            double sum = 0;
            for (int r = 0; r < reduced.Length; r++)
            {
                double other = TTerm.ReadsOther ? operands.Third[meets + reducedOther[r]] : 0;
                sum += TTerm.Of(operands.Gradient[place + reduced[r]], own, other);
            }

            sums[i] += sum;
        }
    }
}
