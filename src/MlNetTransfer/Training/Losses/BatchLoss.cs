using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Training.Losses;

/// <summary>The mean loss of a batch over a network's outputs: scores first, then features where they are matched.</summary>
internal sealed class BatchLoss(LossOptions options, double[] classWeights)
{
    private readonly ScoreLoss _loss = new(options, classWeights);
    private double _labelSum;
    private double _labelMass;

    /// <summary>Pictures of the present batch whose largest score is the largest target.</summary>
    public int RightCount { get; private set; }

    /// <summary>Pictures of the present batch that have a label, or a part of one.</summary>
    public int LabelledCount { get; private set; }

    /// <summary>The present batch's loss by its labels alone, as if there were no teacher: what tells whether a training has gone astray. Null without a teacher or labels.</summary>
    public double? LabelLoss => _labelMass > 0 ? _labelSum / _labelMass : null;

    /// <summary>The batch that <see cref="Evaluate"/> judges.</summary>
    public TrainingBatch? Batch { get; private set; }

    /// <summary>Sets the batch.</summary>
    public void Start(TrainingBatch batch)
    {
        Batch = batch;
        RightCount = 0;
        LabelledCount = 0;
        _labelSum = 0;
        _labelMass = 0;
    }

    /// <summary>Judges a part of the batch; see <see cref="Execution.OutputLoss"/>.</summary>
    public double Evaluate(int firstPicture, IReadOnlyList<ReadOnlyMemory<float>> outputs, IReadOnlyList<Memory<float>> gradients)
    {
        TrainingBatch batch = Batch ?? throw new InvalidOperationException("No batch was set.");
        int classes = classWeights.Length;
        int count = outputs[0].Length / classes;
        bool teaches = !batch.TeacherScores.IsEmpty;
        double teacherShare = teaches ? options.DistillationShare : 0;
        gradients[0].Span.Clear();
        Span<float> unused = stackalloc float[classes];
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            int picture = firstPicture + i;
            ReadOnlySpan<float> scores = outputs[0].Span.Slice(i * classes, classes);
            ReadOnlySpan<float> targets = batch.Targets.Span.Slice(picture * classes, classes);
            Span<float> gradient = gradients[0].Span.Slice(i * classes, classes);
            double known = batch.LabelShares.IsEmpty ? 1 : batch.LabelShares.Span[picture];
            if (known > 0)
            {
                total += _loss.Labels(scores, targets, known * (1 - teacherShare) / batch.Count, gradient);
                RightCount += ArgMax(scores) == ArgMax(targets) ? 1 : 0;
                LabelledCount++;
            }

            if (teaches && known > 0)
            {
                _labelSum += _loss.Labels(scores, targets, known, unused);
                _labelMass += known;
            }

            if (teacherShare > 0)
            {
                total += _loss.Teacher(scores, batch.TeacherScores.Span.Slice(picture * classes, classes), teacherShare / batch.Count, gradient);
            }
        }

        return total + MatchFeatures((firstPicture, count), batch, outputs, gradients);
    }

    private double MatchFeatures(
        (int First, int Count) part, TrainingBatch batch, IReadOnlyList<ReadOnlyMemory<float>> outputs, IReadOnlyList<Memory<float>> gradients)
    {
        if (outputs.Count < 2)
        {
            return 0;
        }

        int length = outputs[1].Length / part.Count;
        double total = 0;
        for (int i = 0; i < part.Count; i++)
        {
            total += ScoreLoss.Features(
                outputs[1].Span.Slice(i * length, length),
                batch.TeacherFeatures.Span.Slice((part.First + i) * length, length),
                options.FeatureMatching / batch.Count,
                gradients[1].Span.Slice(i * length, length));
        }

        return total;
    }

    private static int ArgMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }
}
