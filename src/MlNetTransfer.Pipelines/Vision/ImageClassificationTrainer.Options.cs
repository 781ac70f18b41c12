using MlNetTransfer.Backbones;
using MlNetTransfer.Backbones.Published;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Pipelines.Trainers;

namespace MlNetTransfer.Pipelines.Vision;

public sealed partial class ImageClassificationTrainer
{
    /// <summary>How a classifier is trained. Copied when the trainer is made; holds no state.</summary>
    public sealed class Options
    {
        /// <summary>Default of <see cref="BatchSize"/>.</summary>
        internal const int DefaultBatchSize = 10;

        /// <summary>Default of <see cref="Epoch"/>.</summary>
        internal const int DefaultEpochs = 200;

        /// <summary>Default of <see cref="LearningRate"/>.</summary>
        internal const float DefaultLearningRate = 0.01f;

        /// <summary>Column with the bytes of encoded pictures.</summary>
        /// <value>The default value is <c>Features</c>.</value>
        public string FeatureColumnName = "Features";

        /// <summary>Column with keys.</summary>
        /// <value>The default value is <c>Label</c>.</value>
        public string LabelColumnName = "Label";

        /// <summary>Column that gets probabilities.</summary>
        /// <value>The default value is <c>Score</c>.</value>
        public string ScoreColumnName = "Score";

        /// <summary>Column that gets the key of the most probable class.</summary>
        /// <value>The default value is <c>PredictedLabel</c>.</value>
        public string PredictedLabelColumnName = "PredictedLabel";

        /// <summary>Number of pictures of a step of gradient descent.</summary>
        /// <value>The default value is 10.</value>
        public int BatchSize = DefaultBatchSize;

        /// <summary>Largest number of epochs of gradient descent.</summary>
        /// <value>The default value is 200.</value>
        public int Epoch = DefaultEpochs;

        /// <summary>Learning rate of gradient descent: the base of the default <see cref="LearningRateScheduler"/>, or constant where that is null.</summary>
        /// <value>The default value is 0.01.</value>
        public float LearningRate = DefaultLearningRate;

        /// <summary>Learning rates over the course of gradient descent; null for a constant one.</summary>
        /// <value>The default value is <see cref="ExponentialLRDecay"/>.</value>
        public LearningRateScheduler? LearningRateScheduler = new ExponentialLRDecay();

        /// <summary>When gradient descent stops before the last epoch; null for never.</summary>
        /// <value>The default value is 20 epochs without 0.01 more accuracy.</value>
        public EarlyStopping? EarlyStoppingCriteria = new();

        /// <summary>The pretrained network by name; <see cref="Backbone"/> goes before it.</summary>
        /// <value>The default value is <see cref="Architecture.ResnetV250"/>.</value>
        public Architecture Arch = Architecture.ResnetV250;

        /// <summary>Told about every picture and epoch; null for messages to <see cref="MLContext.Log"/> alone.</summary>
        /// <value>The default value is null.</value>
        public Action<ImageClassificationMetrics>? MetricsCallback;

        /// <summary>Accepted so that programs compile: nothing is written under this name.</summary>
        /// <value>The default value is that of ML.NET.</value>
        public string FinalModelPrefix = "custom_retrained_model_based_on_";

        /// <summary>Folder that extracted features are kept in; null for the cache of the current user.</summary>
        /// <value>The default value is null.</value>
        public string? WorkspacePath;

        /// <summary>Whether figures of the training pictures are told.</summary>
        /// <value>The default value is true.</value>
        public bool TestOnTrainSet = true;

        /// <summary>Accepted so that programs compile: features are always used again, by content, network and preprocessing, so never wrongly.</summary>
        /// <value>The default value is false.</value>
        public bool ReuseTrainSetBottleneckCachedValues;

        /// <summary>Accepted so that programs compile; see <see cref="ReuseTrainSetBottleneckCachedValues"/>.</summary>
        /// <value>The default value is false.</value>
        public bool ReuseValidationSetBottleneckCachedValues;

        /// <summary>Pictures to judge by, with the same columns as the training data; null to set some of those aside where it is needed.</summary>
        /// <value>The default value is null.</value>
        public IDataView? ValidationSet;

        /// <summary>Fraction of the training pictures that gradient descent judges by where there is no <see cref="ValidationSet"/>; null for none.</summary>
        /// <value>0 to 1. The default value is 0.1.</value>
        public float? ValidationSetFraction = 0.1f;

        /// <summary>Accepted so that programs compile: nothing is written under this name.</summary>
        /// <value>The default value is that of ML.NET.</value>
        public string? TrainSetBottleneckCachedValuesFileName = "trainSetBottleneckFile.csv";

        /// <summary>Accepted so that programs compile: nothing is written under this name.</summary>
        /// <value>The default value is that of ML.NET.</value>
        public string? ValidationSetBottleneckCachedValuesFileName = "validationSetBottleneckFile.csv";

        /// <summary>The pretrained network: path of a file, or name of a built-in one; null for <see cref="Arch"/>.</summary>
        /// <value>The default value is null.</value>
        public string? Backbone;

        /// <summary>Facts about the network that its file does not say, or says wrongly.</summary>
        /// <value>The default value changes nothing.</value>
        public BackboneOverrides BackboneOverrides = BackboneOverrides.None;

        /// <summary>Where a network that is known by name is looked for, and how it is downloaded.</summary>
        /// <value>The default value looks in the user's cache, in <c>MLNET</c> below <see cref="MLContext.TempFilePath"/>, at the administrator's mirror and at the official address.</value>
        public BackboneStoreOptions BackboneStore = new();

        /// <summary>Whether and how the network itself is trained too, with its augmentation; null to learn the head alone.</summary>
        /// <value>The default value is null. <c>new()</c> trains as much as is credibly worth it.</value>
        public FineTuningOptions? FineTuning;

        /// <summary>How the head is learnt.</summary>
        /// <value>The default value is <see cref="HeadMethod.Automatic"/>.</value>
        public HeadMethod HeadMethod = HeadMethod.Automatic;

        /// <summary>
        /// Whether everything is done as ML.NET does: logits instead of pooled features, pixels from 0 to 1 stretched without antialiasing, gradient descent in
        /// one fixed order, a validation part that is not stratified, the last epoch's weights. For comparison; the default is better.
        /// </summary>
        /// <value>The default value is false.</value>
        public bool LegacyBehavior;

        /// <summary>How pictures are read: limits, threads, the largest share that may be skipped. Its cache is <see cref="WorkspacePath"/>'s where that is given.</summary>
        /// <value>The default value is that of the front door, with classes without pictures allowed.</value>
        public PictureReadingOptions Reading = new() { AllowEmptyClasses = true };

        /// <summary>Stops the training, as <see cref="MLContext.CancelExecution"/> does.</summary>
        /// <value>The default value stops nothing.</value>
        public CancellationToken CancellationToken;

        /// <summary>A copy that the user's changes do not reach.</summary>
        internal Options Copy() => (Options)MemberwiseClone();

        /// <summary>Options that only gradient descent obeys and that are not the default ones.</summary>
        internal IEnumerable<string> DescentOptions()
        {
            (string Name, bool IsChanged)[] all =
            [
                (nameof(BatchSize), BatchSize != DefaultBatchSize),
                (nameof(Epoch), Epoch != DefaultEpochs),
                (nameof(LearningRate), LearningRate != DefaultLearningRate),
                (nameof(LearningRateScheduler), LearningRateScheduler is not { IsDefault: true }),
                (nameof(EarlyStoppingCriteria), EarlyStoppingCriteria is not { IsDefault: true }),
            ];
            return all.Where(o => o.IsChanged).Select(o => o.Name);
        }

        /// <summary>Throws when values are out of range, with all problems in one message.</summary>
        internal void Validate()
        {
            (bool IsWrong, string Problem)[] checks =
            [
                (BatchSize < 1, FormattableString.Invariant($"BatchSize is {BatchSize}, must be 1 or more")),
                (Epoch < 1, FormattableString.Invariant($"Epoch is {Epoch}, must be 1 or more")),
                (!(LearningRate > 0), FormattableString.Invariant($"LearningRate is {LearningRate}, must be above 0")),
                (ValidationSetFraction is { } f && !(f is >= 0 and < 1), FormattableString.Invariant($"ValidationSetFraction is {ValidationSetFraction}, must be 0 to below 1")),
                (!Enum.IsDefined(Arch), $"Arch is {Arch}, must be one of {string.Join(", ", Enum.GetNames<Architecture>())}"),
                (LegacyBehavior && HeadMethod == HeadMethod.ClosedForm, "LegacyBehavior learns by gradient descent, HeadMethod says ClosedForm"),
                (FineTuning is not null && (LegacyBehavior || HeadMethod == HeadMethod.GradientDescent),
                    "FineTuning starts from a head in closed form: it goes neither with LegacyBehavior nor with HeadMethod.GradientDescent"),
                (LegacyBehavior && EarlyStoppingCriteria is not null && ValidationSet is null && !TestOnTrainSet,
                    "LegacyBehavior wants a ValidationSet or TestOnTrainSet for early stopping; set EarlyStoppingCriteria to null for none"),
            ];
            string[] problems = [.. checks.Where(c => c.IsWrong).Select(c => c.Problem)];
            if (problems.Length > 0)
            {
                throw new ArgumentException("ImageClassification: " + string.Join("; ", problems) + ".");
            }
        }
    }
}
