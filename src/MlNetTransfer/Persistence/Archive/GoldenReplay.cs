namespace MlNetTransfer.Persistence.Archive;

/// <summary>Compares answers of this machine with the golden ones of an archive.</summary>
public static class GoldenReplay
{
    /// <summary>Runs every golden input and compares.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="machine">This machine.</param>
    /// <param name="run">Runs the archive's network on one input (rows of R, G, B bytes).</param>
    /// <returns>What was found.</returns>
    public static GoldenReport Run(
        ModelArchive archive, MachineIdentity machine, Func<ReadOnlyMemory<byte>, (float[] Features, float[] Probabilities)> run)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(run);
        double feature = 0;
        double probability = 0;
        bool isExact = true;
        foreach (GoldenCase golden in archive.Goldens)
        {
            (float[] features, float[] probabilities) = run(golden.Pixels);
            feature = Math.Max(feature, LargestDifference(golden.Features.Span, features) / LargestMagnitude(golden.Features.Span));
            probability = Math.Max(probability, LargestDifference(golden.Probabilities.Span, probabilities));
            isExact &= IsSame(golden.Features.Span, features) && IsSame(golden.Probabilities.Span, probabilities);
        }

        GoldenDescription? description = archive.Manifest.Golden;
        return new GoldenReport
        {
            CaseCount = archive.Goldens.Count,
            IsSameMachine = description is not null && description.Machine == machine,
            IsExact = isExact,
            Tolerance = description?.Tolerance ?? 0,
            LargestFeatureDifference = feature,
            LargestProbabilityDifference = probability,
        };
    }

    private static bool IsSame(ReadOnlySpan<float> golden, ReadOnlySpan<float> found) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(golden).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(found));

    private static double LargestMagnitude(ReadOnlySpan<float> values)
    {
        double largest = 0;
        foreach (float value in values)
        {
            largest = Math.Max(largest, Math.Abs((double)value));
        }

        return largest == 0 ? 1 : largest;
    }

    /// <summary>Infinite where lengths differ or a value is not a number.</summary>
    private static double LargestDifference(ReadOnlySpan<float> golden, ReadOnlySpan<float> found)
    {
        double largest = golden.Length == found.Length ? 0 : double.PositiveInfinity;
        for (int i = 0; i < Math.Min(golden.Length, found.Length); i++)
        {
            double difference = Math.Abs((double)golden[i] - found[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }

        return largest;
    }
}
