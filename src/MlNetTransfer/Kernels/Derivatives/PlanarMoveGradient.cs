namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>See <see cref="PlanarGradient.PrepareMove"/>: the inverse of the map, as the places of each element one after another.</summary>
internal sealed class PlanarMoveGradient : PlanarGradientOperation
{
    private readonly int[] _firstPlace;
    private readonly int[] _places;

    public PlanarMoveGradient(PlanarMoveMap map, int length, PlanarGradientStrides strides)
        : base(strides, length, 4)
    {
        _firstPlace = new int[length + 1];
        ForEach(map, (source, _) => _firstPlace[source + 1]++);
        for (int i = 0; i < length; i++)
        {
            _firstPlace[i + 1] += _firstPlace[i];
        }

        _places = new int[_firstPlace[length]];
        int[] next = _firstPlace[..length];
        ForEach(map, (source, target) => _places[next[source]++] = target);
    }

    protected override void Add(in PlanarGradientOperands operands, int first, Span<double> sums)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            double sum = 0;
            foreach (int place in _places.AsSpan(_firstPlace[first + i].._firstPlace[first + i + 1]))
            {
                sum += operands.Gradient[place];
            }

            sums[i] += sum;
        }
    }

    /// <summary>Visits every moved element in the order of the targets.</summary>
    private static void ForEach(PlanarMoveMap map, Action<int, int> visit)
    {
        int[] index = new int[map.Dimensions.Length];
        if (map.Dimensions.Contains(0))
        {
            return;
        }

        for (bool more = true; more; more = Advance(index, map.Dimensions))
        {
            int source = 0;
            int target = map.TargetOffset;
            bool filled = false;
            for (int axis = 0; axis < index.Length; axis++)
            {
                int offset = map.Offsets[axis][index[axis]];
                filled |= offset < 0;
                source += offset;
                target += index[axis] * map.TargetStrides[axis];
            }

            if (!filled)
            {
                visit(source, target);
            }
        }
    }

    private static bool Advance(int[] index, int[] dimensions)
    {
        for (int axis = index.Length - 1; axis >= 0; axis--)
        {
            if (++index[axis] < dimensions[axis])
            {
                return true;
            }

            index[axis] = 0;
        }

        return false;
    }
}
