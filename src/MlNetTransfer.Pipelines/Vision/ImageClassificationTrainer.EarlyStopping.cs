namespace MlNetTransfer.Pipelines.Vision;

public sealed partial class ImageClassificationTrainer
{
    /// <summary>When to stop before the last epoch. A training uses a fresh copy: what one training saw does not reach the next.</summary>
    public sealed class EarlyStopping
    {
        private readonly EarlyStoppingMetric _metric;
        private float _best;
        private int _wait;

        /// <summary>Makes a rule.</summary>
        /// <param name="minDelta">Least change that counts as improvement.</param>
        /// <param name="patience">Number of epochs without improvement after which training stops.</param>
        /// <param name="metric">What is watched.</param>
        /// <param name="checkIncreasing">Whether more is better; always false for <see cref="EarlyStoppingMetric.Loss"/>.</param>
        public EarlyStopping(float minDelta = 0.01f, int patience = 20, EarlyStoppingMetric metric = EarlyStoppingMetric.Accuracy, bool checkIncreasing = true)
        {
            _metric = metric;
            MinDelta = minDelta;
            Patience = patience;
            CheckIncreasing = metric == EarlyStoppingMetric.Accuracy && checkIncreasing;
            _best = CheckIncreasing ? 0 : float.MaxValue;
        }

        /// <summary>Least change that counts as improvement.</summary>
        public float MinDelta { get; set; }

        /// <summary>Number of epochs without improvement after which training stops.</summary>
        public int Patience { get; set; }

        /// <summary>Whether more is better.</summary>
        public bool CheckIncreasing { get; set; }

        /// <summary>Whether every setting is the usual one.</summary>
        internal bool IsDefault => new EarlyStopping() is var usual && _metric == usual._metric
            && MinDelta == usual.MinDelta && Patience == usual.Patience && CheckIncreasing == usual.CheckIncreasing;

        /// <summary>Takes note of an epoch.</summary>
        /// <param name="currentMetrics">Its figures.</param>
        /// <returns>True when training should stop.</returns>
        public bool ShouldStop(TrainMetrics currentMetrics)
        {
            ArgumentNullException.ThrowIfNull(currentMetrics);
            float value = ValueOf(currentMetrics);
            float gain = CheckIncreasing ? value - _best : _best - value;
            if (gain >= MinDelta)
            {
                _best = value;
                _wait = 0;
                return false;
            }

            _wait++;
            return _wait >= Patience;
        }

        /// <summary>Whether one epoch is better than another by what is watched; equal ones are told apart by cross-entropy.</summary>
        internal bool IsBetter(TrainMetrics one, TrainMetrics other)
        {
            int order = ValueOf(one).CompareTo(ValueOf(other)) * (CheckIncreasing ? 1 : -1);
            return order > 0 || (order == 0 && one.CrossEntropy < other.CrossEntropy);
        }

        /// <summary>The same rule without a memory.</summary>
        internal EarlyStopping Fresh() => new(MinDelta, Patience, _metric) { CheckIncreasing = CheckIncreasing, _best = CheckIncreasing ? 0 : float.MaxValue };

        private float ValueOf(TrainMetrics metrics) => _metric == EarlyStoppingMetric.Accuracy ? metrics.Accuracy : metrics.CrossEntropy;
    }
}
