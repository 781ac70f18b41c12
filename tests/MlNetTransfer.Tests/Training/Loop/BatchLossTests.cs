using MlNetTransfer.Runtime;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Losses;

namespace MlNetTransfer.Tests.Training.Loop;

/// <summary>Labels, a teacher and its features together, against the formula in double precision.</summary>
public sealed class BatchLossTests
{
    private const int Count = 3;
    private const int Classes = 4;
    private const int Features = 5;
    private const double Step = 1e-3;

    private static readonly float[] Scores = Numbers(1, Count * Classes);
    private static readonly float[] OwnFeatures = Numbers(2, Count * Features);
    private static readonly TrainingBatch Batch = new()
    {
        Count = Count,
        Targets = new[] { 1f, 0, 0, 0, 0, 0.25f, 0.75f, 0, 0, 0, 0, 1f },
        TeacherScores = Numbers(3, Count * Classes),
        TeacherFeatures = Numbers(4, Count * Features),
    };

    [Fact]
    public void A_picture_counts_by_its_labels_as_far_as_it_has_one()
    {
        LossOptions options = new() { DistillationShare = 0.25, LabelSmoothing = 0.1 };
        double[] own = [.. Enumerable.Range(0, Count).Select(i => Alone(options with { DistillationShare = 0 }, i))];
        double[] teacher = [.. Enumerable.Range(0, Count).Select(i => Alone(options with { DistillationShare = 1 }, i))];
        double[] shares = [1, 0, 0.4];
        BatchLoss loss = new(options, [1, 1, 1, 1]);
        loss.Start(Batch with { LabelShares = shares.Select(s => (float)s).ToArray() });
        double found = loss.Evaluate(0, [Scores], [new float[Scores.Length]]);
        Assert.Equal(Enumerable.Range(0, Count).Average(i => (0.75 * shares[i] * own[i]) + (0.25 * teacher[i])), found, 1e-7);
        Assert.Equal(Enumerable.Range(0, Count).Sum(i => shares[i] * own[i]) / shares.Sum(), loss.LabelLoss!.Value, 1e-7);
        Assert.Equal(2, loss.LabelledCount);
        loss.Start(Batch with { LabelShares = new float[Count] });
        Assert.Equal(0.25 * teacher.Average(), loss.Evaluate(0, [Scores], [new float[Scores.Length]]), 1e-9);
        Assert.Null(loss.LabelLoss);
        Assert.Equal(0, loss.RightCount);
    }

    [Theory]
    [InlineData(0.5, 2, 0)]
    [InlineData(1, 3, 0.1)]
    [InlineData(0, 1, 2)]
    [InlineData(0.25, 0.5, 0.7)]
    public void Loss_and_gradients_are_those_of_the_formula(double share, double temperature, double features)
    {
        LossOptions options = new() { DistillationShare = share, DistillationTemperature = temperature, FeatureMatching = features };
        (double found, float[] byScores, float[] byFeatures, double labels) = Evaluate(options);
        Assert.Equal(Formula(Scores, OwnFeatures, options), found, 1e-9);
        Assert.Equal(Formula(Scores, OwnFeatures, new LossOptions { DistillationShare = 0 }), labels, 1e-9);
        for (int i = 0; i < Scores.Length; i++)
        {
            Assert.Equal((Formula(Moved(Scores, i, Step), OwnFeatures, options) - Formula(Moved(Scores, i, -Step), OwnFeatures, options)) / (2 * Step), byScores[i], 1e-4);
        }

        for (int i = 0; i < OwnFeatures.Length; i++)
        {
            Assert.Equal((Formula(Scores, Moved(OwnFeatures, i, Step), options) - Formula(Scores, Moved(OwnFeatures, i, -Step), options)) / (2 * Step), byFeatures[i], 1e-4);
        }
    }

    private static (double Loss, float[] ByScores, float[] ByFeatures, double Labels) Evaluate(LossOptions options)
    {
        BatchLoss loss = new(options, [1, 1, 1, 1]);
        loss.Start(Batch);
        float[] byScores = new float[Scores.Length];
        float[] byFeatures = new float[OwnFeatures.Length];
        double total = 0;
        foreach ((int first, int count) in new[] { (0, 2), (2, 1) })
        {
            total += loss.Evaluate(
                first,
                [Scores.AsMemory(first * Classes, count * Classes), OwnFeatures.AsMemory(first * Features, count * Features)],
                [byScores.AsMemory(first * Classes, count * Classes), byFeatures.AsMemory(first * Features, count * Features)]);
        }

        return (total, byScores, byFeatures, loss.LabelLoss!.Value);
    }

    private static double Alone(LossOptions options, int picture)
    {
        BatchLoss loss = new(options, [1, 1, 1, 1]);
        loss.Start(new TrainingBatch
        {
            Count = 1,
            Targets = Batch.Targets.Slice(picture * Classes, Classes),
            TeacherScores = Batch.TeacherScores.Slice(picture * Classes, Classes),
        });
        return loss.Evaluate(0, [Scores.AsMemory(picture * Classes, Classes)], [new float[Classes]]);
    }

    /// <summary>Mean over pictures of (1 - share) CE + share T^2 KL(teacher || network) + weight x mean squared difference.</summary>
    private static double Formula(float[] scores, float[] features, LossOptions options)
    {
        double total = 0;
        for (int i = 0; i < Count; i++)
        {
            double[] own = [.. scores.Skip(i * Classes).Take(Classes).Select(s => (double)s)];
            double[] teacher = [.. Batch.TeacherScores.ToArray().Skip(i * Classes).Take(Classes).Select(s => (double)s)];
            double t = options.DistillationTemperature;
            (double[] soft, double[] wanted) = (Softmax(own, t), Softmax(teacher, t));
            for (int c = 0; c < Classes; c++)
            {
                total -= (1 - options.DistillationShare) * Batch.Targets.Span[(i * Classes) + c] * Math.Log(Softmax(own, 1)[c]);
                total += options.DistillationShare * t * t * wanted[c] * Math.Log(wanted[c] / soft[c]);
            }

            for (int f = 0; f < Features; f++)
            {
                double difference = (double)features[(i * Features) + f] - Batch.TeacherFeatures.Span[(i * Features) + f];
                total += options.FeatureMatching * difference * difference / Features;
            }
        }

        return total / Count;
    }

    private static double[] Softmax(double[] scores, double temperature)
    {
        double[] powers = [.. scores.Select(s => Math.Exp(s / temperature))];
        return [.. powers.Select(p => p / powers.Sum())];
    }

    private static float[] Moved(float[] values, int index, double by) => [.. values.Select((v, i) => i == index ? (float)(v + by) : v)];

    private static float[] Numbers(int seed, int count)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((4 * random.NextDouble()) - 2))];
    }
}
