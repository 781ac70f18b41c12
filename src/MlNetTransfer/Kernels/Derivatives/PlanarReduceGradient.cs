namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>See <see cref="PlanarGradient.PrepareReduce"/>.</summary>
internal sealed class PlanarReduceGradient : PlanarGradientOperation
{
    private readonly PlanarReduceKind _kind;
    private readonly int[] _kept;
    private readonly int[] _reduced;
    private readonly int[] _resultOf;

    /// <param name="kind">How elements are joined.</param>
    /// <param name="kept">Offset in x of the first element of each result.</param>
    /// <param name="reduced">Distance of the others.</param>
    /// <param name="strides">Distance between pictures.</param>
    public PlanarReduceGradient(PlanarReduceKind kind, int[] kept, int[] reduced, PlanarGradientStrides strides)
        : base(strides, kept.Length * reduced.Length, kind == PlanarReduceKind.Prod ? 2L + reduced.Length : 4)
    {
        _kind = kind;
        _kept = kept;
        _reduced = reduced;
        _resultOf = new int[kept.Length * reduced.Length];
        for (int result = 0; result < kept.Length; result++)
        {
            foreach (int offset in reduced)
            {
                _resultOf[kept[result] + offset] = result;
            }
        }
    }

    protected override void Add(in PlanarGradientOperands operands, int first, Span<double> sums)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            int result = _resultOf[first + i];
            double gradient = operands.Gradient[result];
            sums[i] += _kind switch
            {
                PlanarReduceKind.Sum => gradient,
                PlanarReduceKind.Mean => gradient / _reduced.Length,
                PlanarReduceKind.Max or PlanarReduceKind.Min => operands.Second[first + i] == operands.Third[result] ? gradient / EqualsOf(in operands, result) : 0,
                PlanarReduceKind.Prod => gradient * ProductOfOthers(in operands, first + i, result),
                PlanarReduceKind.L2 => operands.Third[result] == 0 ? 0 : gradient * operands.Second[first + i] / operands.Third[result],
                _ => 0,
            };
        }
    }

    private int EqualsOf(in PlanarGradientOperands operands, int result)
    {
        int count = 0;
        foreach (int offset in _reduced)
        {
            count += operands.Second[_kept[result] + offset] == operands.Third[result] ? 1 : 0;
        }

        return count;
    }

    private double ProductOfOthers(in PlanarGradientOperands operands, int element, int result)
    {
        double product = 1;
        foreach (int offset in _reduced)
        {
            int at = _kept[result] + offset;
            product *= at == element ? 1 : operands.Second[at];
        }

        return product;
    }
}
