namespace MlNetTransfer.Kernels;

/// <summary>A shape seen from one axis: [Outer, Length, Inner].</summary>
/// <param name="Outer">Product of the dimensions before the axis.</param>
/// <param name="Length">The axis.</param>
/// <param name="Inner">Product of the dimensions after the axis: distance of neighbours along the axis.</param>
internal readonly record struct PlanarAxis(int Outer, int Length, int Inner)
{
    /// <summary>Looks at a shape from axes [first, end).</summary>
    public static PlanarAxis Of(ReadOnlySpan<int> shape, int first, int end) =>
        new(Product(shape[..first]), Product(shape[first..end]), Product(shape[end..]));

    private static int Product(ReadOnlySpan<int> dimensions)
    {
        int product = 1;
        foreach (int dimension in dimensions)
        {
            product = checked(product * dimension);
        }

        return product;
    }
}
