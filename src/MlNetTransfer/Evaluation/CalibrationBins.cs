namespace MlNetTransfer.Evaluation;

/// <summary>Samples counted by how sure the prediction was: the table behind the expected calibration error.</summary>
internal sealed class CalibrationBins(int binCount)
{
    private readonly int[] _counts = new int[binCount];
    private readonly int[] _rights = new int[binCount];
    private readonly double[] _confidences = new double[binCount];

    /// <summary>Sum over bins of |right - confidence|, divided by the number of samples.</summary>
    public double Error
    {
        get
        {
            double sum = 0;
            for (int b = 0; b < binCount; b++)
            {
                sum += Math.Abs(_rights[b] - _confidences[b]);
            }

            return sum / Math.Max(1, _counts.Sum());
        }
    }

    /// <summary>Counts a prediction; bin b holds confidences in (b / count, (b + 1) / count].</summary>
    public void Add(double confidence, bool isRight)
    {
        int bin = Math.Clamp((int)Math.Ceiling(confidence * binCount) - 1, 0, binCount - 1);
        _counts[bin]++;
        _rights[bin] += isRight ? 1 : 0;
        _confidences[bin] += confidence;
    }
}
