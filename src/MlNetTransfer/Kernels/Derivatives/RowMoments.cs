namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Mean and 1 / sqrt(variance + epsilon) of a row: two passes in double precision.</summary>
internal readonly record struct RowMoments(double Mean, double Inverse)
{
    public static RowMoments Of(ReadOnlySpan<float> row, double epsilon)
    {
        double sum = 0;
        foreach (float value in row)
        {
            sum += value;
        }

        double mean = sum / row.Length;
        double squares = 0;
        foreach (float value in row)
        {
            squares += (value - mean) * (value - mean);
        }

        return new RowMoments(mean, 1 / Math.Sqrt((squares / row.Length) + epsilon));
    }
}
