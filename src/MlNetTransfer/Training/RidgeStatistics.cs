using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Training;

/// <summary>
/// All that ridge regression needs to know of its samples, in memory that does not grow with them: counts, sums and products of raw
/// features. Statistics of disjoint samples add up, and samples can be taken out again.
/// </summary>
/// <remarks>
/// Sums are double precision about the origin: the standardised Gram matrix loses (mean / deviation)^2 of its 16 digits, which leaves 10 and
/// more for features of networks. Not thread-safe.
/// </remarks>
internal sealed class RidgeStatistics
{
    private const int BlockSize = 256;

    private readonly double[] _counts;
    private readonly double[] _sums;
    private readonly double[] _products;

    public RidgeStatistics(int featureCount, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(featureCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        FeatureCount = featureCount;
        _counts = new double[classCount];
        _sums = new double[checked(classCount * featureCount)];
        _products = new double[checked(featureCount * featureCount)];
    }

    public int FeatureCount { get; }

    public int ClassCount => _counts.Length;

    /// <summary>Number of samples, n.</summary>
    public double Count => _counts.Sum();

    /// <summary>Samples of each class.</summary>
    public ReadOnlySpan<double> ClassCounts => _counts;

    /// <summary>Takes samples in.</summary>
    public void Add(DenseGemm gemm, FeatureMatrix features, ReadOnlySpan<int> labels) => Accumulate(gemm, features, labels, 1);

    /// <summary>Takes samples out that are in.</summary>
    public void Remove(DenseGemm gemm, FeatureMatrix features, ReadOnlySpan<int> labels) => Accumulate(gemm, features, labels, -1);

    /// <summary>Takes in the samples of other statistics.</summary>
    public void Add(RidgeStatistics other) => Combine(other, 1);

    /// <summary>Takes out the samples of other statistics.</summary>
    public void Remove(RidgeStatistics other) => Combine(other, -1);

    /// <summary>Fits ridge: scores = Weights x + Bias for raw features, weights [C][F]; the strength as in <see cref="HeadOptions.RidgeStrengths"/>.</summary>
    public (double[] Weights, double[] Bias) Fit(DenseGemm gemm, double strength, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(strength);
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, 2, nameof(Count));
        double[] means = new double[FeatureCount];
        for (int c = 0; c < ClassCount; c++)
        {
            DenseVector.AddScaled(1 / Count, _sums.AsSpan(c * FeatureCount, FeatureCount), means);
        }

        double[] inverses = InverseDeviations(means);
        DenseBandForm form = DenseBandReduction.Reduce(gemm, StandardizedGram(means, inverses), FeatureCount, cancellationToken);
        double[] weights = Rotate(gemm, StandardizedTargets(means, inverses), form.Basis);
        DenseBandFactor.Of(form.Band, 1, strength * Count).Apply(
            [DenseBandStrip.Operation.Solve, DenseBandStrip.Operation.SolveTransposed], weights, gemm.LaneCount);
        weights = Rotate(gemm, weights, form.Basis.Transposed);
        double[] bias = [.. _counts.Select(count => count / Count)];
        for (int c = 0; c < ClassCount; c++)
        {
            Span<double> row = weights.AsSpan(c * FeatureCount, FeatureCount);
            for (int k = 0; k < row.Length; k++)
            {
                row[k] *= inverses[k];
            }

            bias[c] -= DenseVector.Dot(row, means);
        }

        return (weights, bias);
    }

    private static void Check(FeatureMatrix features, ReadOnlySpan<int> labels, int featureCount, int classCount)
    {
        bool isInRange = true;
        foreach (int label in labels)
        {
            isInRange &= (uint)label < (uint)classCount;
        }

        if (features.ColumnCount != featureCount || features.RowCount != labels.Length || !isInRange)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"[{features.RowCount}, {features.ColumnCount}] features and {labels.Length} labels; expected {featureCount} features and one label from 0 to {classCount - 1} for each row."),
                nameof(features));
        }
    }

    private double[] InverseDeviations(double[] means)
    {
        double[] variances = new double[FeatureCount];
        double[] largest = new double[FeatureCount];
        for (int k = 0; k < FeatureCount; k++)
        {
            double square = _products[(k * FeatureCount) + k] / Count;
            variances[k] = square - (means[k] * means[k]);
            largest[k] = Math.Sqrt(Math.Max(0, square));
        }

        return StandardizedFeatures.InverseDeviations(variances, largest);
    }

    private double[] StandardizedGram(double[] means, double[] inverses)
    {
        double[] gram = new double[_products.Length];
        for (int i = 0; i < FeatureCount; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                int at = (i * FeatureCount) + j;
                gram[at] = (_products[at] - (Count * means[i] * means[j])) * inverses[i] * inverses[j];
            }
        }

        return gram;
    }

    private double[] StandardizedTargets(double[] means, double[] inverses)
    {
        double[] targets = new double[_sums.Length];
        for (int c = 0; c < ClassCount; c++)
        {
            for (int k = 0; k < FeatureCount; k++)
            {
                targets[(c * FeatureCount) + k] = (_sums[(c * FeatureCount) + k] - (_counts[c] * means[k])) * inverses[k];
            }
        }

        return targets;
    }

    private double[] Rotate(DenseGemm gemm, double[] rows, DenseView basis)
    {
        double[] result = new double[rows.Length];
        gemm.Multiply(new DenseProduct
        {
            Left = DenseView.Of(rows, ClassCount, FeatureCount),
            Right = basis,
            Target = DenseView.Of(result, ClassCount, FeatureCount),
        });
        return result;
    }

    private void Accumulate(DenseGemm gemm, FeatureMatrix features, ReadOnlySpan<int> labels, int sign)
    {
        ArgumentNullException.ThrowIfNull(features);
        Check(features, labels, FeatureCount, ClassCount);
        double[] block = new double[Math.Min(BlockSize, features.RowCount) * FeatureCount];
        for (int row = 0; row < features.RowCount; row += BlockSize)
        {
            int count = Math.Min(BlockSize, features.RowCount - row);
            for (int i = 0; i < count; i++)
            {
                Span<double> values = block.AsSpan(i * FeatureCount, FeatureCount);
                ReadOnlySpan<float> source = features.Row(row + i);
                for (int k = 0; k < values.Length; k++)
                {
                    values[k] = source[k];
                }

                int label = labels[row + i];
                _counts[label] += sign;
                DenseVector.AddScaled(sign, values, _sums.AsSpan(label * FeatureCount, FeatureCount));
            }

            DenseView view = DenseView.Of(block, count, FeatureCount);
            gemm.Multiply(new DenseProduct
            {
                Left = view.Transposed,
                Right = view,
                Target = DenseView.Of(_products, FeatureCount, FeatureCount),
                Mode = sign > 0 ? DenseTile.Write.Add : DenseTile.Write.Subtract,
                LowerOnly = true,
            });
        }
    }

    private void Combine(RidgeStatistics other, int sign)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.FeatureCount != FeatureCount || other.ClassCount != ClassCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Statistics of {other.FeatureCount} features and {other.ClassCount} classes do not add to those of {FeatureCount} and {ClassCount}."),
                nameof(other));
        }

        DenseVector.AddScaled(sign, other._counts, _counts);
        DenseVector.AddScaled(sign, other._sums, _sums);
        DenseVector.AddScaled(sign, other._products, _products);
    }
}
