namespace MlNetTransfer.Tests.References;

/// <summary>A dense array in double precision.</summary>
internal sealed record ReferenceValue(int[] Shape, double[] Data)
{
    public double this[params int[] at] => Data[OffsetOf(at)];

    public static ReferenceValue Fill(int[] shape, Func<int[], double> element)
    {
        double[] data = new double[shape.Aggregate(1, (a, b) => a * b)];
        int[] at = new int[shape.Length];
        for (int i = 0; i < data.Length; i++)
        {
            int rest = i;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                (rest, at[axis]) = Math.DivRem(rest, shape[axis]);
            }

            data[i] = element(at);
        }

        return new ReferenceValue(shape, data);
    }

    public ReferenceValue Map(Func<double, double> f) => new(Shape, Array.ConvertAll(Data, x => f(x)));

    private int OffsetOf(int[] at)
    {
        int offset = 0;
        for (int axis = 0; axis < Shape.Length; axis++)
        {
            offset = (offset * Shape[axis]) + at[axis];
        }

        return offset;
    }
}
