namespace MlNetTransfer.Kernels;

/// <summary>Where each element of a <see cref="PlanarMove"/> comes from and goes to.</summary>
internal sealed class PlanarMoveMap
{
    /// <param name="dimensions">Size of each output axis, one or more axes.</param>
    /// <param name="offsets">For each axis, the source offset that each index adds; negative where the element is filled.</param>
    public PlanarMoveMap(int[] dimensions, int[][] offsets)
    {
        Dimensions = dimensions;
        Offsets = offsets;
        TargetStrides = RowMajorStrides(dimensions);
    }

    /// <summary>Size of each output axis.</summary>
    public int[] Dimensions { get; }

    /// <summary>Source offset of each index of each axis.</summary>
    public int[][] Offsets { get; }

    /// <summary>Offset of the first output element.</summary>
    public int TargetOffset { get; init; }

    /// <summary>Distance of neighbours along each output axis; the last is 1.</summary>
    public int[] TargetStrides { get; init; }

    /// <summary>Value of elements without a source.</summary>
    public float Fill { get; init; }

    /// <summary>Strides of a dense row-major tensor.</summary>
    public static int[] RowMajorStrides(ReadOnlySpan<int> dimensions)
    {
        int[] strides = new int[dimensions.Length];
        int stride = 1;
        for (int axis = dimensions.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride = checked(stride * Math.Max(1, dimensions[axis]));
        }

        return strides;
    }

    /// <summary>Offsets 0, stride, 2 stride, ...</summary>
    public static int[] Steps(int count, int stride)
    {
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++)
        {
            offsets[i] = i * stride;
        }

        return offsets;
    }

    /// <summary>The same map with neighbouring axes joined where both sides allow it: fewer, longer rows.</summary>
    public PlanarMoveMap Coalesced()
    {
        var dimensions = new List<int>();
        var offsets = new List<int[]>();
        var strides = new List<int>();
        for (int axis = 0; axis < Dimensions.Length; axis++)
        {
            if (Dimensions[axis] == 1 && Offsets[axis][0] == 0 && axis < Dimensions.Length - 1)
            {
                continue;
            }

            if (dimensions.Count > 0 && CanJoin(offsets[^1], strides[^1], axis))
            {
                int count = Dimensions[axis];
                int[] joined = Steps(checked(offsets[^1].Length * count), StepOf(Offsets[axis]));
                offsets[^1] = joined;
                dimensions[^1] = joined.Length;
                strides[^1] = TargetStrides[axis];
            }
            else
            {
                dimensions.Add(Dimensions[axis]);
                offsets.Add(Offsets[axis]);
                strides.Add(TargetStrides[axis]);
            }
        }

        return new PlanarMoveMap([.. dimensions], [.. offsets]) { TargetOffset = TargetOffset, TargetStrides = [.. strides], Fill = Fill };
    }

    private static int StepOf(int[] offsets) => offsets.Length < 2 ? 1 : offsets[1] - offsets[0];

    private static bool IsUniform(int[] offsets)
    {
        int step = StepOf(offsets);
        for (int i = 0; i < offsets.Length; i++)
        {
            if (offsets[i] != i * step || step < 0)
            {
                return false;
            }
        }

        return offsets.Length > 1;
    }

    private bool CanJoin(int[] outer, int outerTargetStride, int axis)
    {
        int[] inner = Offsets[axis];
        return IsUniform(outer) && IsUniform(inner)
            && StepOf(outer) == StepOf(inner) * inner.Length
            && outerTargetStride == TargetStrides[axis] * inner.Length;
    }
}
