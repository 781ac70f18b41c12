namespace MlNetTransfer.Training;

/// <summary>One-hot targets shifted to weighted mean 0 and scaled by the root of each sample's weight.</summary>
internal sealed class RidgeTargets
{
    public RidgeTargets(HeadProblem problem)
    {
        int rows = problem.RowCount;
        Labels = problem.Labels;
        Means = new double[problem.ClassCount];
        Roots = [.. problem.RowWeights.Select(Math.Sqrt)];
        double total = problem.RowWeights.Sum();
        for (int i = 0; i < rows; i++)
        {
            Means[Labels[i]] += problem.RowWeights[i] / total;
        }

        Values = new double[checked(ClassCount * rows)];
        Units = [.. Roots.Select(root => root / Math.Sqrt(total))];
        for (int c = 0; c < ClassCount; c++)
        {
            for (int i = 0; i < rows; i++)
            {
                Values[(c * rows) + i] = Roots[i] * ((Labels[i] == c ? 1 : 0) - Means[c]);
            }
        }
    }

    public int[] Labels { get; }

    public int ClassCount => Means.Length;

    public int RowCount => Labels.Length;

    /// <summary>Weighted share of each class: the intercept.</summary>
    public double[] Means { get; }

    /// <summary>Square root of each sample's weight.</summary>
    public double[] Roots { get; }

    /// <summary>Unit vector along <see cref="Roots"/>: the direction that the intercept takes.</summary>
    public double[] Units { get; }

    /// <summary>[C][n].</summary>
    public double[] Values { get; }
}
