using System.Runtime.CompilerServices;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Training;

/// <summary>Features shifted to (weighted) mean 0 and divided by their deviation, made row by row when wanted.</summary>
/// <remarks>
/// A feature that does not vary (deviation below 2^-20 of its largest magnitude: rounding of single precision) becomes 0, so that it gets no weight.
/// A deviation below a tenth of the features' median deviation counts as that tenth: a feature that training hardly ever saw active
/// would otherwise drown the others on the first new picture that shows it (on the digit pictures of the reference sets log-loss fell
/// from 0.73 to 0.29, elsewhere nothing changed).
/// </remarks>
internal sealed class StandardizedFeatures
{
    private const double ConstantTolerance = 1.0 / (1 << 20);
    private const double SmallestShareOfMedian = 0.1;

    private StandardizedFeatures(FeatureMatrix source, double[] means, double[] inverses)
    {
        Source = source;
        Means = means;
        Inverses = inverses;
    }

    public FeatureMatrix Source { get; }

    /// <summary>Weighted mean of each feature.</summary>
    public double[] Means { get; }

    /// <summary>1 / deviation of each feature; 0 for constant ones.</summary>
    public double[] Inverses { get; }

    public int RowCount => Source.RowCount;

    public int ColumnCount => Source.ColumnCount;

    /// <summary>Computes means and deviations in two passes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static StandardizedFeatures Create(FeatureMatrix source, ReadOnlySpan<double> rowWeights)
    {
        int columns = source.ColumnCount;
        double[] means = new double[columns];
        double[] largest = new double[columns];
        double total = 0;
        for (int i = 0; i < source.RowCount; i++)
        {
            ReadOnlySpan<float> row = source.Row(i);
            double weight = rowWeights[i];
            total += weight;
            for (int k = 0; k < row.Length; k++)
            {
                means[k] += weight * row[k];
                largest[k] = Math.Max(largest[k], Math.Abs(row[k]));
            }
        }

        for (int k = 0; k < columns; k++)
        {
            means[k] /= total;
        }

        double[] variances = new double[columns];
        for (int i = 0; i < source.RowCount; i++)
        {
            ReadOnlySpan<float> row = source.Row(i);
            double weight = rowWeights[i] / total;
            for (int k = 0; k < row.Length; k++)
            {
                double difference = row[k] - means[k];
                variances[k] += weight * difference * difference;
            }
        }

        return new StandardizedFeatures(source, means, InverseDeviations(variances, largest));
    }

    /// <summary>1 / deviation with the floors of this type; 0 for constant features.</summary>
    public static double[] InverseDeviations(ReadOnlySpan<double> variances, ReadOnlySpan<double> largest)
    {
        double[] deviations = new double[variances.Length];
        for (int k = 0; k < deviations.Length; k++)
        {
            double deviation = Math.Sqrt(Math.Max(0, variances[k]));
            deviations[k] = deviation > ConstantTolerance * largest[k] ? deviation : 0;
        }

        double[] varying = [.. deviations.Where(d => d > 0).Order()];
        double floor = varying.Length == 0 ? 0 : SmallestShareOfMedian * varying[varying.Length / 2];
        return [.. deviations.Select(d => d > 0 ? 1 / Math.Max(d, floor) : 0)];
    }

    /// <summary>Writes features [firstColumn, firstColumn + target.Length) of a row, times a factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CopyRow(int row, int firstColumn, double factor, Span<double> target)
    {
        ReadOnlySpan<float> source = Source.Row(row).Slice(firstColumn, target.Length);
        ReadOnlySpan<double> means = Means.AsSpan(firstColumn, target.Length);
        ReadOnlySpan<double> inverses = Inverses.AsSpan(firstColumn, target.Length);
        for (int k = 0; k < source.Length; k++)
        {
            target[k] = factor * (source[k] - means[k]) * inverses[k];
        }
    }
}
