using System.Security.Cryptography;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Persistence.Archive;

/// <summary>What a manifest must say to be usable; the writer and the reader ask the same questions.</summary>
internal static class ManifestRules
{
    private const int MaxLabelLength = 1_000;

    /// <summary>Problems of the manifest by itself, one clause each.</summary>
    public static IEnumerable<string> FindProblems(ModelManifest manifest, ArchiveLimits limits)
    {
        IReadOnlyList<string> labels = manifest.Labels;
        if (labels.Count < 1 || labels.Count > limits.MaxLabels)
        {
            yield return FormattableString.Invariant($"{labels.Count} labels, 1 to {limits.MaxLabels} are allowed");
        }

        if (labels.Any(label => string.IsNullOrEmpty(label) || label.Length > MaxLabelLength))
        {
            yield return FormattableString.Invariant($"a label is empty or longer than {MaxLabelLength} characters");
        }

        if (labels.Distinct(StringComparer.Ordinal).Count() != labels.Count)
        {
            yield return "two labels are equal";
        }

        if (manifest.Network.FeatureCount < 1)
        {
            yield return FormattableString.Invariant($"featureCount is {manifest.Network.FeatureCount}");
        }

        if (!double.IsFinite(manifest.Head.Temperature) || manifest.Metrics.Values.Any(value => !double.IsFinite(value)))
        {
            yield return "the temperature or a metric is not a finite number";
        }

        if (manifest.Entries.Count + 1 > limits.MaxEntries)
        {
            yield return FormattableString.Invariant($"{manifest.Entries.Count + 1} entries, {limits.MaxEntries} are allowed");
        }

        foreach (ManifestEntry entry in manifest.Entries)
        {
            if (entry.Sha256.Length != 2 * SHA256.HashSizeInBytes || !entry.Sha256.All(char.IsAsciiHexDigitLower))
            {
                yield return $"the hash of '{entry.Name}' is not 64 lower-case hexadecimal digits";
            }
        }
    }

    /// <summary>Problems of golden cases against the manifest, one clause each.</summary>
    public static IEnumerable<string> FindProblems(ModelManifest manifest, IReadOnlyList<GoldenCase> goldens)
    {
        long pixels = (long)manifest.Preprocessing.Width * manifest.Preprocessing.Height * PixelBatch.ChannelCount;
        for (int i = 0; i < goldens.Count; i++)
        {
            if (goldens[i].Pixels.Length != pixels
                || goldens[i].Features.Length != manifest.Network.FeatureCount
                || goldens[i].Probabilities.Length != manifest.Labels.Count)
            {
                yield return FormattableString.Invariant(
                    $"golden case {i} has {goldens[i].Pixels.Length} pixel bytes, {goldens[i].Features.Length} features, {goldens[i].Probabilities.Length} probabilities; ")
                    + FormattableString.Invariant($"wanted {pixels}, {manifest.Network.FeatureCount}, {manifest.Labels.Count}");
            }
        }
    }
}
