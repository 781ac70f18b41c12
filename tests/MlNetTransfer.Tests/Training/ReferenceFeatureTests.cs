using System.Runtime.InteropServices;
using MlNetTransfer.Evaluation;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training;

namespace MlNetTransfer.Tests.Training;

/// <summary>Heads on features of real pictures, which data/golden/heads/extract_features.py makes with independent programs.</summary>
public sealed class ReferenceFeatureTests
{
    [Theory]
    [Trait("Lane", "Slow")]
    [InlineData("flowers5", 0.865)]
    [InlineData("ants_bees", 0.92)]
    [InlineData("steel6", 0.985)]
    [InlineData("cracks2", 0.79)]
    [InlineData("cifar10_mini", 0.625)]
    public void The_default_head_reaches_the_reference_accuracy(string set, double bar)
    {
        (FeatureMatrix train, int[] trainLabels) = Load(set, "train");
        (FeatureMatrix test, int[] testLabels) = Load(set, "test");
        TrainedHead head = HeadTrainer.Fit(train, trainLabels, trainLabels.Max() + 1);
        ClassificationMetrics metrics = ClassificationMetrics.Compute(head.Predict(test), testLabels);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{set}: {head.Kind}, accuracy {metrics.Accuracy.Value:F4}, log-loss {metrics.LogLoss:F4}, ECE {metrics.ExpectedCalibrationError:F4}"));
        Assert.True(metrics.Accuracy.Value >= bar, $"{set}: {metrics.Accuracy.Value} < {bar}");
        Assert.InRange(metrics.LogLoss, 0, 2 * head.LeftOutMetrics.LogLoss);
        Assert.InRange(metrics.ExpectedCalibrationError, 0, 0.12);
    }

    private static (FeatureMatrix Features, int[] Labels) Load(string set, string split)
    {
        int[] labels = [.. MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(TestData.Real("features", set, split + ".labels.i32")))];
        float[] values = [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(TestData.Real("features", set, split + ".f32")))];
        return (new FeatureMatrix(labels.Length, values.Length / labels.Length, values), labels);
    }
}
