namespace MlNetTransfer.Graphs.Folding;

/// <summary>Positions of elements in row-major tensors.</summary>
internal static class Strides
{
    /// <summary>Elements from one index to the next along each axis.</summary>
    public static int[] Of(ReadOnlySpan<int> dimensions)
    {
        int[] strides = new int[dimensions.Length];
        int next = 1;
        for (int i = dimensions.Length - 1; i >= 0; i--)
        {
            strides[i] = next;
            next *= dimensions[i];
        }

        return strides;
    }

    /// <summary>Strides of a tensor seen at a higher rank, 0 along axes that it repeats.</summary>
    public static int[] Broadcast(ReadOnlySpan<int> dimensions, int rank)
    {
        int[] own = Of(dimensions);
        int[] strides = new int[rank];
        for (int i = 1; i <= dimensions.Length; i++)
        {
            strides[^i] = dimensions[^i] == 1 ? 0 : own[^i];
        }

        return strides;
    }

    /// <summary>Offset in the source of each element of the output, in the output's row-major order.</summary>
    /// <param name="output">Dimensions of the output.</param>
    /// <param name="strides">Steps in the source along the output's axes.</param>
    /// <param name="start">Offset of the first.</param>
    public static int[] Offsets(ReadOnlySpan<int> output, ReadOnlySpan<int> strides, int start = 0)
    {
        int count = 1;
        foreach (int dimension in output)
        {
            count = checked(count * dimension);
        }

        int[] offsets = new int[count];
        int[] index = new int[output.Length];
        int offset = start;
        for (int i = 0; i < count; i++)
        {
            offsets[i] = offset;
            for (int axis = output.Length - 1; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++index[axis] < output[axis])
                {
                    break;
                }

                offset -= strides[axis] * output[axis];
                index[axis] = 0;
            }
        }

        return offsets;
    }
}
