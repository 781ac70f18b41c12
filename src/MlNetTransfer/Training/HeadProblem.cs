using System.Globalization;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Training;

/// <summary>Checked features, labels and weights: what heads are fitted to.</summary>
internal sealed class HeadProblem
{
    private const int ListedProblems = 10;

    private HeadProblem(FeatureMatrix features, int[] labels, double[] classWeights)
    {
        Features = features;
        Labels = labels;
        ClassWeights = classWeights;
        RowWeights = [.. labels.Select(label => classWeights[label])];
    }

    public FeatureMatrix Features { get; }

    public int[] Labels { get; }

    /// <summary>Weight of each class, such that the samples' mean weight is 1.</summary>
    public double[] ClassWeights { get; }

    /// <summary>Weight of each sample; their sum is the number of samples.</summary>
    public double[] RowWeights { get; }

    public int ClassCount => ClassWeights.Length;

    public int RowCount => Labels.Length;

    public bool IsWeighted => ClassWeights.Any(weight => weight != ClassWeights[0]);

    /// <summary>Checks everything and reports all that is wrong at once.</summary>
    /// <exception cref="ArgumentException">Lists what is wrong.</exception>
    public static HeadProblem Create(FeatureMatrix features, ReadOnlySpan<int> labels, int classCount, HeadOptions options)
    {
        List<string> problems = [];
        int[] counts = CountClasses(labels, classCount, problems);
        CheckCounts(features, labels, counts, options, problems);
        CheckOptions(classCount, options, problems);
        CheckValues(features, problems);
        if (problems.Count > 0)
        {
            throw new ArgumentException("A head cannot be learned: " + string.Join(" ", problems));
        }

        return new HeadProblem(features, labels.ToArray(), Weights(counts, labels.Length, options));
    }

    private static double[] Weights(int[] counts, int rowCount, HeadOptions options)
    {
        int present = counts.Count(count => count > 0);
        double[] weights = options.ClassWeighting switch
        {
            ClassWeighting.Balanced => [.. counts.Select(count => (double)rowCount / (present * Math.Max(1, count)))],
            ClassWeighting.Explicit => [.. options.ClassWeights!],
            _ => [.. counts.Select(_ => 1.0)],
        };
        double mean = weights.Zip(counts, (weight, count) => weight * count).Sum() / rowCount;
        return [.. weights.Select(weight => weight / mean)];
    }

    private static int[] CountClasses(ReadOnlySpan<int> labels, int classCount, List<string> problems)
    {
        int[] counts = new int[Math.Max(0, classCount)];
        int outside = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] < (uint)counts.Length)
            {
                counts[labels[i]]++;
            }
            else if (outside++ == 0)
            {
                problems.Add(Text($"Label {labels[i]} of row {i} is not in 0 to {classCount - 1}."));
            }
        }

        if (outside > 1)
        {
            problems.Add(Text($"So are {outside - 1} more labels."));
        }

        return counts;
    }

    private static void CheckCounts(FeatureMatrix features, ReadOnlySpan<int> labels, int[] counts, HeadOptions options, List<string> problems)
    {
        if (counts.Length < 2)
        {
            problems.Add(Text($"{counts.Length} classes are given; at least 2 are needed."));
        }

        if (labels.Length != features.RowCount)
        {
            problems.Add(Text($"{features.RowCount} feature vectors have {labels.Length} labels; each needs one."));
        }

        int[] empty = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] == 0)];
        if (empty.Length > 0 && !options.AllowEmptyClasses)
        {
            problems.Add(Text($"Classes without samples: {string.Join(", ", empty.Take(ListedProblems))}{(empty.Length > ListedProblems ? ", ..." : "")}. Add samples, leave the classes out, or set {nameof(HeadOptions.AllowEmptyClasses)}."));
        }

        if (counts.Length - empty.Length < 2 && (options.AllowEmptyClasses || empty.Length == 0) && counts.Length >= 2)
        {
            problems.Add(Text($"Only {counts.Length - empty.Length} of {counts.Length} classes have samples; at least 2 are needed."));
        }
    }

    private static void CheckOptions(int classCount, HeadOptions options, List<string> problems)
    {
        CheckStrengths(options.RidgeStrengths, nameof(HeadOptions.RidgeStrengths), problems);
        CheckStrengths(options.LogisticStrengths, nameof(HeadOptions.LogisticStrengths), problems);
        if (options.ClassWeighting == ClassWeighting.Explicit
            && (options.ClassWeights is null || options.ClassWeights.Count != classCount || options.ClassWeights.Any(w => !(w > 0 && double.IsFinite(w)))))
        {
            problems.Add(Text($"{nameof(HeadOptions.ClassWeights)} needs {classCount} finite numbers above 0, got {(options.ClassWeights is null ? "none" : string.Join(", ", options.ClassWeights.Take(ListedProblems)))}."));
        }

        if (options.ThreadCount < 0)
        {
            problems.Add(Text($"{nameof(HeadOptions.ThreadCount)} is {options.ThreadCount}; 0 (all processors) or more is expected."));
        }
    }

    private static void CheckStrengths(IReadOnlyList<double> strengths, string name, List<string> problems)
    {
        if (strengths is null || strengths.Count == 0 || strengths.Any(s => !(s > 0 && double.IsFinite(s))))
        {
            problems.Add(Text($"{name} needs one or more finite numbers above 0."));
        }
    }

    private static void CheckValues(FeatureMatrix features, List<string> problems)
    {
        int found = 0;
        for (int i = 0; i < features.RowCount; i++)
        {
            ReadOnlySpan<float> row = features.Row(i);
            for (int k = 0; k < row.Length; k++)
            {
                if (!float.IsFinite(row[k]) && found++ < ListedProblems)
                {
                    problems.Add(Text($"Feature {k} of row {i} is {row[k]}; finite numbers are expected."));
                }
            }
        }

        if (found > ListedProblems)
        {
            problems.Add(Text($"So are {found - ListedProblems} more features."));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
