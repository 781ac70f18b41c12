namespace MlNetTransfer.Tests.References;

/// <summary>Row-major array of doubles with a slow indexer.</summary>
internal sealed record ReferenceArray(int[] Shape, double[] Values)
{
    public int Rank => Shape.Length;

    public double this[params ReadOnlySpan<int> index]
    {
        get
        {
            int at = 0;
            for (int axis = 0; axis < Shape.Length; axis++)
            {
                at = (at * Shape[axis]) + index[axis];
            }

            return Values[at];
        }
    }

    /// <summary>An array from a function of its index.</summary>
    public static ReferenceArray Make(int[] shape, Func<int[], double> value)
    {
        double[] values = new double[shape.Aggregate(1, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
        {
            int[] index = new int[shape.Length];
            for (int axis = shape.Length - 1, rest = i; axis >= 0; axis--)
            {
                index[axis] = rest % shape[axis];
                rest /= shape[axis];
            }

            values[i] = value(index);
        }

        return new ReferenceArray(shape, values);
    }

    public ReferenceArray Transpose(params int[] order) => Make([.. order.Select(a => Shape[a])], index =>
    {
        int[] from = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            from[order[i]] = index[i];
        }

        return this[from];
    });

    /// <summary>The element at an index of a larger shape, aligned at the last axis, sizes of 1 repeated.</summary>
    public double Broadcast(int[] index)
    {
        int[] own = [.. Shape.Select((size, axis) => size == 1 ? 0 : index[index.Length - Rank + axis])];
        return this[own];
    }
}
