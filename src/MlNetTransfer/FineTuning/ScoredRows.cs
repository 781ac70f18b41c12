using MlNetTransfer.Evaluation;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.FineTuning;

/// <summary>Scores of pictures as they are, never augmented.</summary>
internal static class ScoredRows
{
    private const int PicturesAtOnce = 16;

    /// <summary>Scores [rows, classes] of some rows.</summary>
    public static FeatureMatrix Of(
        Func<PixelBatch, CancellationToken, float[][]> network, TuningPictures pictures, IReadOnlyList<int> rows, CancellationToken cancellationToken)
    {
        ImagePreprocessing preprocessing = pictures.Preprocessing;
        int bytes = preprocessing.Width * preprocessing.Height * PixelBatch.ChannelCount;
        FeatureMatrix scores = new(rows.Count, pictures.ClassCount);
        int batches = (rows.Count + PicturesAtOnce - 1) / PicturesAtOnce;
        OrderedPrefetchOptions prefetch = new() { WindowSize = 3 };
        int done = 0;
        foreach (byte[] pixels in OrderedPrefetch.Run(batches, prefetch, (batch, _) => Read(batch), cancellationToken))
        {
            PixelBatch batch = new(pixels, pixels.Length / bytes, preprocessing.Height, preprocessing.Width);
            network(batch, cancellationToken)[0].CopyTo(scores.Values.Span[(done * pictures.ClassCount)..]);
            done += batch.Count;
        }

        return scores;

        byte[] Read(int batch)
        {
            int first = batch * PicturesAtOnce;
            int count = Math.Min(PicturesAtOnce, rows.Count - first);
            byte[] pixels = new byte[count * bytes];
            for (int i = 0; i < count; i++)
            {
                ImagePreprocessor.Apply(
                    pictures.Decoded.Get(pictures.Extracted.Items[rows[first + i]], cancellationToken), preprocessing, pixels.AsSpan(i * bytes, bytes));
            }

            return pixels;
        }
    }

    /// <summary>All scores, row-major.</summary>
    public static double[] Doubles(FeatureMatrix scores) => Array.ConvertAll(scores.Values.ToArray(), value => (double)value);

    /// <summary>softmax(scores / temperature).</summary>
    public static FeatureMatrix Probabilities(FeatureMatrix scores, double temperature)
    {
        FeatureMatrix probabilities = new(scores.RowCount, scores.ColumnCount);
        double[] row = new double[scores.ColumnCount];
        for (int i = 0; i < scores.RowCount; i++)
        {
            for (int c = 0; c < row.Length; c++)
            {
                row[c] = scores.Row(i)[c] / temperature;
            }

            SoftmaxFunction.Apply(row, row);
            for (int c = 0; c < row.Length; c++)
            {
                probabilities.Row(i)[c] = (float)row[c];
            }
        }

        return probabilities;
    }

    /// <summary>Mean cross-entropy and accuracy of scores.</summary>
    public static (double Loss, double Accuracy) Judge(FeatureMatrix scores, IReadOnlyList<int> labels)
    {
        FeatureMatrix probabilities = Probabilities(scores, 1);
        double loss = 0;
        int right = 0;
        for (int i = 0; i < labels.Count; i++)
        {
            ReadOnlySpan<float> row = probabilities.Row(i);
            loss -= Math.Log(Math.Max(row[labels[i]], ClassificationMetrics.SmallestProbability));
            int best = 0;
            for (int c = 1; c < row.Length; c++)
            {
                best = row[c] > row[best] ? c : best;
            }

            right += best == labels[i] ? 1 : 0;
        }

        return (loss / labels.Count, (double)right / labels.Count);
    }
}
