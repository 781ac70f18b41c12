namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>
/// For each element e of a broadcast operand, the elements of the result that it went into: offsets Kept[e] + Reduced[r], and with them the offsets in the
/// other operand.
/// </summary>
internal sealed class PlanarOffsets
{
    public PlanarOffsets(PlanarGradientShape shape)
    {
        int[] result = PlanarMoveMap.RowMajorStrides(shape.Result);
        int[] own = Strides(shape.Result, shape.Own);
        int[] other = Strides(shape.Result, shape.Other);
        (List<int> kept, List<int> keptOther) = ([0], [0]);
        (List<int> reduced, List<int> reducedOther) = ([0], [0]);
        for (int axis = 0; axis < shape.Result.Length; axis++)
        {
            bool isKept = own[axis] != 0 || shape.Result[axis] == 1;
            Expand(isKept ? kept : reduced, shape.Result[axis], result[axis]);
            Expand(isKept ? keptOther : reducedOther, shape.Result[axis], other[axis]);
        }

        Kept = [.. kept];
        KeptOther = [.. keptOther];
        Reduced = [.. reduced];
        ReducedOther = [.. reducedOther];
    }

    /// <summary>First place of each element in the result.</summary>
    public int[] Kept { get; }

    /// <summary>What it meets there.</summary>
    public int[] KeptOther { get; }

    /// <summary>Distance of its other places.</summary>
    public int[] Reduced { get; }

    /// <summary>Distance of what it meets there.</summary>
    public int[] ReducedOther { get; }

    private static void Expand(List<int> offsets, int count, int stride)
    {
        int[] before = [.. offsets];
        offsets.Clear();
        offsets.EnsureCapacity(checked(before.Length * count));
        foreach (int offset in before)
        {
            for (int i = 0; i < count; i++)
            {
                offsets.Add(offset + (i * stride));
            }
        }
    }

    private static int[] Strides(int[] result, int[] shape)
    {
        int[] own = PlanarMoveMap.RowMajorStrides(shape);
        int[] strides = new int[result.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            strides[axis + result.Length - shape.Length] = shape[axis] == 1 ? 0 : own[axis];
        }

        return strides;
    }
}
