using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>An answer as columns have it.</summary>
internal readonly record struct ScoredPicture(uint Key, VBuffer<float> Scores)
{
    /// <summary>The answer for a picture that cannot be used.</summary>
    public static ScoredPicture None(int classCount)
    {
        float[] scores = new float[classCount];
        Array.Fill(scores, float.NaN);
        return new ScoredPicture(0, new VBuffer<float>(classCount, scores));
    }

    public static ScoredPicture Of(ImagePrediction prediction)
    {
        float[] scores = [.. prediction.Probabilities];
        return new ScoredPicture((uint)prediction.Top[0].Index + 1, new VBuffer<float>(scores.Length, scores));
    }
}
