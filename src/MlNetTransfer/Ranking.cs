namespace MlNetTransfer;

/// <summary>Orders the classes of one picture.</summary>
internal static class Ranking
{
    /// <summary>The answer from one row of probabilities.</summary>
    /// <param name="probabilities">One value a label; copied.</param>
    /// <param name="labels">Class names.</param>
    /// <param name="topCount">How many classes to list; 0 for all.</param>
    public static ImagePrediction Of(ReadOnlyMemory<float> probabilities, IReadOnlyList<string> labels, int topCount)
    {
        float[] values = probabilities.ToArray();
        int count = topCount == 0 ? values.Length : Math.Min(topCount, values.Length);
        return new ImagePrediction
        {
            Probabilities = values,
            Top = [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).ThenBy(i => i).Take(count)
                .Select(i => new ClassProbability(labels[i], i, values[i]))],
        };
    }
}
