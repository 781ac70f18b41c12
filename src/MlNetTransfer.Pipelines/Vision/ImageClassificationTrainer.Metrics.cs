namespace MlNetTransfer.Pipelines.Vision;

public sealed partial class ImageClassificationTrainer
{
    /// <summary>Figures of an epoch.</summary>
    public sealed class TrainMetrics
    {
        /// <summary>Which pictures they were measured on.</summary>
        public ImageClassificationMetrics.Dataset DatasetUsed { get; internal init; }

        /// <summary>Number of batches.</summary>
        public int BatchProcessedCount { get; internal init; }

        /// <summary>The epoch, from 0.</summary>
        public int Epoch { get; internal init; }

        /// <summary>Share of right predictions, 0 to 1.</summary>
        public float Accuracy { get; internal init; }

        /// <summary>Mean of -ln(probability of the right class).</summary>
        public float CrossEntropy { get; internal init; }

        /// <summary>Learning rate of the last batch; 0 where there is none.</summary>
        public float LearningRate { get; internal init; }

        /// <summary>The figures as a line of text.</summary>
        /// <returns>The line.</returns>
        public override string ToString()
        {
            string line = FormattableString.Invariant(
                $"Phase: Training, Dataset used: {DatasetUsed,10}, Batch Processed Count: {BatchProcessedCount,3}, Epoch: {Epoch,3}, Accuracy: {Accuracy,10}, Cross-Entropy: {CrossEntropy,10}");
            return DatasetUsed == ImageClassificationMetrics.Dataset.Train ? line + FormattableString.Invariant($", Learning Rate: {LearningRate,10}") : line;
        }
    }

    /// <summary>How far the computation of features is.</summary>
    public sealed class BottleneckMetrics
    {
        /// <summary>Which pictures.</summary>
        public ImageClassificationMetrics.Dataset DatasetUsed { get; internal init; }

        /// <summary>Number of pictures so far.</summary>
        public int Index { get; internal init; }

        /// <summary>The state as a line of text.</summary>
        /// <returns>The line.</returns>
        public override string ToString() =>
            FormattableString.Invariant($"Phase: Bottleneck Computation, Dataset used: {DatasetUsed,10}, Image Index: {Index,3}");
    }

    /// <summary>What a training tells while it runs: one of two kinds. Each call has an object of its own, which can be kept.</summary>
    public sealed class ImageClassificationMetrics
    {
        /// <summary>Parts of the data.</summary>
        public enum Dataset
        {
            /// <summary>What is learnt from.</summary>
            Train,

            /// <summary>What is judged by.</summary>
            Validation,
        }

        /// <summary>Figures of an epoch; null while features are computed.</summary>
        public TrainMetrics? Train { get; internal init; }

        /// <summary>How far the computation of features is; null afterwards.</summary>
        public BottleneckMetrics? Bottleneck { get; internal init; }

        /// <summary>The line of text of whichever there is.</summary>
        /// <returns>The line.</returns>
        public override string ToString() => Train?.ToString() ?? Bottleneck?.ToString() ?? "";
    }
}
