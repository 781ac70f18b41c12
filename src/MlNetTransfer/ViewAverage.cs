namespace MlNetTransfer;

/// <summary>One answer out of the answers for several views of a picture.</summary>
internal static class ViewAverage
{
    /// <summary>Mean probabilities, summed in double precision in the views' order; one view is passed on as it is.</summary>
    /// <param name="probabilities">[pictures, views, classes].</param>
    /// <param name="viewCount">Views of each picture.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <returns>[pictures, classes].</returns>
    public static float[] Of(float[] probabilities, int viewCount, int classCount)
    {
        if (viewCount == 1)
        {
            return probabilities;
        }

        float[] means = new float[probabilities.Length / viewCount];
        for (int i = 0; i < means.Length; i++)
        {
            (int picture, int label) = Math.DivRem(i, classCount);
            double sum = 0;
            for (int view = 0; view < viewCount; view++)
            {
                sum += probabilities[(((picture * viewCount) + view) * classCount) + label];
            }

            means[i] = (float)(sum / viewCount);
        }

        return means;
    }
}
