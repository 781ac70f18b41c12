namespace MlNetTransfer.Datasets.Features;

/// <summary>What a set of features must have before anything is learnt from it.</summary>
public static class TrainingSetRules
{
    /// <summary>Checks that there are two classes or more, each with a usable picture.</summary>
    /// <param name="features">The set.</param>
    /// <param name="allowEmptyClasses">Whether a class may have no usable picture; it keeps its label.</param>
    /// <returns>Warnings, one sentence each: classes with a single picture.</returns>
    /// <exception cref="UnusableDatasetException">A rule is broken; all broken ones together.</exception>
    public static IReadOnlyList<string> Check(ExtractedFeatures features, bool allowEmptyClasses = false)
    {
        ArgumentNullException.ThrowIfNull(features);
        IReadOnlyList<string> names = features.Listing.ClassNames;
        int[] counts = new int[names.Count];
        foreach (int label in features.Labels)
        {
            counts[label]++;
        }

        List<string> problems = [];
        int usableClasses = counts.Count(count => count > 0);
        if (usableClasses < 2)
        {
            problems.Add(FormattableString.Invariant($"needs at least 2 classes with usable pictures, got {usableClasses} ({string.Join(", ", names.Take(5).Select(n => $"'{n}'"))})"));
        }

        if (!allowEmptyClasses)
        {
            problems.AddRange(names.Where((_, label) => counts[label] == 0).Select(name => $"class '{name}' has no usable picture"));
        }

        return problems.Count > 0
            ? throw new UnusableDatasetException(
                UnusableDatasetKind.Classes, features.Listing.Root, problems, "Add pictures, or allow empty classes (--allow-empty-class).")
            : [.. names.Where((_, label) => counts[label] == 1).Select(name => $"class '{name}' has a single picture: it can be learnt but not judged")];
    }
}
