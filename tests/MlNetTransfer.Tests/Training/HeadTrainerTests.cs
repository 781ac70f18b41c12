using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;
using MlNetTransfer.Training;

namespace MlNetTransfer.Tests.Training;

public sealed class HeadTrainerTests
{
    [Theory]
    [InlineData(HeadKind.Ridge, 30, 60)]
    [InlineData(HeadKind.Logistic, 30, 60)]
    [InlineData(HeadKind.Ridge, 90, 20)]
    [InlineData(HeadKind.Logistic, 90, 20)]
    public void Separable_samples_keep_bounded_probabilities(HeadKind kind, int rows, int columns)
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(11, rows, columns, 3, 20);
        TrainedHead head = HeadTrainer.Fit(features, labels, 3, new HeadOptions { Kind = kind });
        Assert.Equal(1, head.LeftOutMetrics.Accuracy.Value);
        FeatureMatrix probabilities = head.Predict(features);
        double mean = Enumerable.Range(0, rows).Average(i => (double)probabilities.Row(i)[labels[i]]);
        Assert.InRange(mean, 0.9, 1 - (0.1 / rows));
        double leftOut = Enumerable.Range(0, rows).Average(i => (double)head.LeftOutProbabilities.Row(i)[labels[i]]);
        Assert.InRange(leftOut, 0.9, 1 - (0.3 / rows));
    }

    [Theory]
    [InlineData(HeadKind.Ridge)]
    [InlineData(HeadKind.Logistic)]
    public void Permuting_classes_permutes_the_answer(HeadKind kind)
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(12, 48, 30, 3, 0.7);
        HeadOptions options = new() { Kind = kind, LogisticStrengths = [0.1] };
        TrainedHead head = HeadTrainer.Fit(features, labels, 3, options);
        int[] renamed = [.. labels.Select(label => (label + 1) % 3)];
        TrainedHead other = HeadTrainer.Fit(features, renamed, 3, options);

        // Other class order means other folds, hence another temperature for logistic regression: compare logits before it.
        for (int c = 0; c < 3; c++)
        {
            for (int k = 0; k < 30; k++)
            {
                float expected = (float)(head.Weights.Span[(c * 30) + k] * head.Temperature);
                Assert.Equal(expected, (float)(other.Weights.Span[((c + 1) % 3 * 30) + k] * other.Temperature), 1e-4f);
            }
        }
    }

    [Fact]
    public void Permuting_samples_permutes_the_left_out_scores_of_ridge()
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(13, 50, 20, 3, 0.7);
        HeadOptions options = new() { Kind = HeadKind.Ridge };
        TrainedHead head = HeadTrainer.Fit(features, labels, 3, options);
        FeatureMatrix reversed = new(50, 20);
        for (int i = 0; i < 50; i++)
        {
            features.Row(49 - i).CopyTo(reversed.Row(i));
        }

        TrainedHead other = HeadTrainer.Fit(reversed, [.. labels.Reverse()], 3, options);
        for (int i = 0; i < 50; i++)
        {
            Assert.All(Enumerable.Range(0, 3), c => Assert.Equal(head.LeftOutScores.Row(49 - i)[c], other.LeftOutScores.Row(i)[c], 1e-5f));
        }
    }

    [Fact]
    public void Scaling_and_shifting_features_does_not_change_predictions()
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(14, 60, 16, 2, 0.7);
        TrainedHead head = HeadTrainer.Fit(features, labels, 2);
        FeatureMatrix scaled = new(60, 16, [.. features.Values.ToArray().Select(v => (4 * v) - 8)]);
        TrainedHead other = HeadTrainer.Fit(scaled, labels, 2);
        Assert.Equal(head.Kind, other.Kind);
        FeatureMatrix expected = head.Predict(features);
        FeatureMatrix actual = other.Predict(scaled);
        Assert.All(Enumerable.Range(0, 60), i => Assert.Equal(expected.Row(i)[0], actual.Row(i)[0], 1e-3f));
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(15, 120, 70, 4, 0.5);
        foreach (HeadKind kind in (HeadKind[])[HeadKind.Ridge, HeadKind.Logistic])
        {
            TrainedHead[] heads = [.. ((int[])[1, 2, 3, 8]).Select(threads =>
                HeadTrainer.Fit(features, labels, 4, new HeadOptions { Kind = kind, ThreadCount = threads }))];
            Assert.All(heads, head => Assert.Equal(heads[0].Weights.ToArray(), head.Weights.ToArray()));
            Assert.All(heads, head => Assert.Equal(heads[0].LeftOutScores.Values.ToArray(), head.LeftOutScores.Values.ToArray()));
        }
    }

    [Fact]
    public void Balanced_weights_raise_the_recall_of_the_rare_class()
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(16, 400, 8, 2, 0.35);
        int rare = 0;
        int[] kept = [.. Enumerable.Range(0, 400).Where(i => labels[i] == 0 || rare++ % 8 == 0)];
        FeatureMatrix few = new(kept.Length, 8, [.. kept.SelectMany(i => features.Row(i).ToArray())]);
        int[] fewLabels = [.. kept.Select(i => labels[i])];
        foreach (HeadKind kind in (HeadKind[])[HeadKind.Ridge, HeadKind.Logistic])
        {
            double? plain = HeadTrainer.Fit(few, fewLabels, 2, new HeadOptions { Kind = kind }).LeftOutMetrics.Classes[1].Recall;
            TrainedHead balanced = HeadTrainer.Fit(few, fewLabels, 2, new HeadOptions { Kind = kind, ClassWeighting = ClassWeighting.Balanced });
            TrainedHead explicitly = HeadTrainer.Fit(few, fewLabels, 2, new HeadOptions
            {
                Kind = kind,
                ClassWeighting = ClassWeighting.Explicit,
                ClassWeights = [1, 8],
            });
            Assert.True(balanced.LeftOutMetrics.Classes[1].Recall > plain + 0.1, $"{kind}: {plain} -> {balanced.LeftOutMetrics.Classes[1].Recall}");
            Assert.Equal(balanced.LeftOutMetrics.Accuracy.Value, explicitly.LeftOutMetrics.Accuracy.Value);
        }
    }

    [Fact]
    public void A_class_with_one_sample_and_a_class_without_any_work()
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(17, 21, 30, 2, 3);
        labels[20] = 2;
        TrainedHead head = HeadTrainer.Fit(features, labels, 4, new HeadOptions { AllowEmptyClasses = true });
        FeatureMatrix probabilities = head.Predict(features);
        Assert.True(Enumerable.Range(0, 20).All(i => probabilities.Row(i)[labels[i]] > 0.4));
        Assert.True(Enumerable.Range(0, 21).All(i => probabilities.Row(i)[3] < 0.1));
        TrainedHead logistic = HeadTrainer.Fit(features, labels, 4, new HeadOptions { AllowEmptyClasses = true, Kind = HeadKind.Logistic });
        Assert.True(Enumerable.Range(0, 21).All(i => logistic.Predict(features).Row(i)[3] < 0.1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_handful_of_samples_is_enough(int rows)
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(18, rows, 40, 2, 5);
        foreach (HeadKind kind in Enum.GetValues<HeadKind>())
        {
            TrainedHead head = HeadTrainer.Fit(features, labels, 2, new HeadOptions { Kind = kind });
            Assert.All(head.Predict(features).Values.ToArray(), p => Assert.InRange(p, 0f, 1f));
        }
    }

    [Fact]
    public void Equal_samples_with_different_labels_give_even_odds()
    {
        FeatureMatrix features = new(8, 3, [.. Enumerable.Repeat(new[] { 1f, 2f, 3f }, 8).SelectMany(v => v)]);
        TrainedHead head = HeadTrainer.Fit(features, [0, 1, 0, 1, 0, 1, 0, 1], 2);
        Assert.All(head.Predict(features).Values.ToArray(), p => Assert.Equal(0.5f, p, 1e-3f));
    }

    [Fact]
    public void All_mistakes_are_reported_together()
    {
        FeatureMatrix features = new(3, 2, [1, float.NaN, 2, 3, float.PositiveInfinity, 4]);
        HeadOptions options = new() { RidgeStrengths = [0], ClassWeighting = ClassWeighting.Explicit, ClassWeights = [1, -1], ThreadCount = -1 };
        string message = Assert.Throws<ArgumentException>(() => HeadTrainer.Fit(features, [0, 7], 3, options)).Message;
        Assert.All(
            (string[])["Label 7 of row 1", "3 feature vectors have 2 labels", "Classes without samples: 1, 2", "RidgeStrengths", "ClassWeights", "ThreadCount", "Feature 1 of row 0 is NaN", "Feature 0 of row 2 is"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => HeadTrainer.Fit(new FeatureMatrix(2, 1), [0, 0], 1)).Message, StringComparison.Ordinal);
        Assert.Contains("Only 1 of 2", Assert.Throws<ArgumentException>(() =>
            HeadTrainer.Fit(new FeatureMatrix(2, 1), [0, 0], 2, new HeadOptions { AllowEmptyClasses = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_stops_and_progress_reaches_the_end()
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(19, 30, 40, 2, 1);
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => HeadTrainer.Fit(features, labels, 2, cancellationToken: source.Token));
        List<double> fractions = [];
        HeadTrainer.Fit(features, labels, 2, progress: new Listener(p => fractions.Add(p.Fraction)));
        Assert.Equal(fractions.Order(), fractions);
        Assert.Equal(1, fractions[^1]);
    }

    [Fact]
    public void Vectors_of_another_length_are_refused()
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(20, 20, 4, 2, 1);
        TrainedHead head = HeadTrainer.Fit(features, labels, 2);
        Assert.Contains("vectors of 4", Assert.Throws<ArgumentException>(() => head.Predict(new FeatureMatrix(1, 5))).Message, StringComparison.Ordinal);
    }

    private sealed class Listener(Action<HeadProgress> action) : IProgress<HeadProgress>
    {
        public void Report(HeadProgress value) => action(value);
    }
}
