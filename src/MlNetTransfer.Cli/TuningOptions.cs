using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MlNetTransfer.Execution;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Cli;

/// <summary>Options of <c>train</c> about training the backbone itself.</summary>
internal static class TuningOptions
{
    private const string Frozen = "frozen";
    private const string Auto = "auto";
    private const string Find = "find";

    private static readonly Option<string> Mode = new("--mode")
    {
        Description = "What is trained: frozen (the head alone), auto (as much as is credibly worth it), head, norm-and-bias, last-K (blocks), all, or block names as 'inspect' lists them, with commas.",
        DefaultValueFactory = _ => Frozen,
    };

    private static readonly Option<TimeSpan?> Budget = new("--budget")
    {
        Description = "Time for --mode auto, such as 90s, 10m or 1h; turned into epochs once.",
        CustomParser = ParseTime,
    };

    private static readonly Option<int?> Refits = new("--refits")
    {
        Description = "Trainings on all pictures that --mode auto ends with, whose weights are averaged; default 3, 1 takes less time.",
    };

    private static readonly Option<int?> Epochs = new("--epochs") { Description = "Times that every picture is seen; default: from the number of pictures." };

    private static readonly Option<int?> BatchSize = new("--batch-size") { Description = "Pictures of one training step; default 16." };

    private static readonly Option<string?> LearningRate = new("--learning-rate")
    {
        Description = "Largest learning rate, or 'find' to try rising rates first and train with the one that they speak for; default: by what is trained.",
    };

    private static readonly Option<bool> FindLearningRate = new("--find-learning-rate") { Description = "Only try rising learning rates and show the curve; nothing is trained or written." };

    private static readonly Option<OptimizerKind?> Optimizer = new("--optimizer") { Description = "Rule by which weights follow their gradients." };

    private static readonly Option<ScheduleKind?> Schedule = new("--schedule") { Description = "How the learning rate moves." };

    private static readonly Option<string?> Augment = new("--augment") { Description = "Changes of training pictures: " + string.Join(", ", AugmentationOptions.PresetNames) + "; default trivial." };

    private static readonly Option<int[]?> Hidden = new("--hidden")
    {
        Description = "Widths of hidden layers in the head, such as 1024 or 1024,256; default: none, a linear head.",
        CustomParser = ParseWidths,
    };

    private static readonly Option<double?> Dropout = new("--dropout") { Description = "Share of the hidden layers' values that is left out in each training step; default 0.2." };

    private static readonly Option<double?> MixUp = new("--mixup") { Description = "Alpha of MixUp; 0 for none; default 0.2 where blocks are trained." };

    private static readonly Option<double?> CutMix = new("--cutmix") { Description = "Alpha of CutMix; 0 for none." };

    private static readonly Option<double> Smoothing = new("--label-smoothing") { Description = "Share of every label that is spread over all classes." };

    private static readonly Option<string?> Teacher = new("--teacher") { Description = "Model zip whose answers are learnt beside the labels; it has the same classes." };

    private static readonly Option<double?> TeacherWeight = new("--teacher-weight") { Description = "Share of the loss that follows the teacher, 0 to 1; default 0.5." };

    private static readonly Option<double?> TeacherTemperature = new("--teacher-temperature") { Description = "What scores are divided by before teacher and network are compared; default 2." };

    private static readonly Option<double?> TeacherFeatures = new("--teacher-features") { Description = "Weight of the difference to the teacher's features, which must be as many; default 0." };

    private static readonly Option<string?> Unlabelled = new("--unlabelled") { Description = "Folder of pictures without labels that the teacher alone judges." };

    private static readonly Option<bool> UpdateStatistics = new("--update-batch-norm") { Description = "Let batch normalisations use and move the statistics of batches; needs a network with BatchNormalization nodes." };

    private static readonly Option<int> Patience = new("--patience") { Description = "Epochs without a lower validation loss before training stops; 0 runs all." };

    private static readonly Option<string?> Checkpoint = new("--checkpoint") { Description = "File that training is resumed from after an interruption; deleted at the end." };

    private static readonly Option<double?> CheckpointSeconds = new("--checkpoint-seconds") { Description = "Seconds between two checkpoints; default 20." };

    private static readonly Option<string?> Log = new("--log") { Description = "Folder for training.jsonl and a TensorBoard event file." };

    private static readonly Option<long> Seed = new("--seed") { Description = "Seed of folds, order and augmentation." };

    /// <summary>All of them.</summary>
    public static IEnumerable<Option> All =>
        [Mode, Budget, Refits, Epochs, BatchSize, LearningRate, FindLearningRate, Optimizer, Schedule, Augment, Hidden, Dropout, MixUp, CutMix, Smoothing, Teacher, TeacherWeight, TeacherTemperature, TeacherFeatures, Unlabelled, UpdateStatistics, Patience, Checkpoint, CheckpointSeconds, Log, Seed];

    /// <summary>Whether learning rates are only to be looked at.</summary>
    public static bool IsLookOnly(ParseResult parsed) => parsed.GetValue(FindLearningRate);

    /// <summary>What was asked for; null for a frozen backbone.</summary>
    /// <exception cref="UsageException">Options of fine-tuning without fine-tuning.</exception>
    public static FineTuningOptions? Of(ParseResult parsed)
    {
        string mode = parsed.GetRequiredValue(Mode).Trim();
        if (mode.Equals(Frozen, StringComparison.OrdinalIgnoreCase))
        {
            string[] idle = [.. All.Where(o => o != Mode && parsed.GetResult(o) is { Implicit: false }).Select(o => o.Name)];
            string advice = idle.Contains(Hidden.Name) ? " Hidden layers are learnt by gradients: --mode head trains them on the backbone as it is." : "";
            return idle.Length == 0 ? null : throw new UsageException($"{string.Join(", ", idle)}: only with --mode auto or another mode that trains by gradients. Add --mode, or leave them out.{advice}");
        }

        if (parsed.GetValue(Dropout) is not null && parsed.GetValue(Hidden) is not { Length: > 0 })
        {
            throw new UsageException("--dropout: works on the hidden layers of the head, and there are none. Add --hidden 1024, or leave it out.");
        }

        bool isAuto = mode.Equals(Auto, StringComparison.OrdinalIgnoreCase);
        if (!isAuto && parsed.GetValue(Refits) is not null)
        {
            throw new UsageException("--refits: only with --mode auto, which ends with several trainings. Leave it out, or let --mode auto choose.");
        }

        double? rate = RateOf(parsed);
        FineTuningOptions options = new()
        {
            Freeze = isAuto ? null : FreezeOptions.Parse(mode),
            FindLearningRate = Finds(parsed, isAuto) ? new LearningRateSweepOptions() : null,
            Budget = parsed.GetValue(Budget),
            RefitCount = parsed.GetValue(Refits) ?? new FineTuningOptions().RefitCount,
            Augmentation = parsed.GetValue(Augment) is { } preset ? AugmentationOptions.FromPreset(preset) : null,
            Mixing = parsed.GetValue(MixUp) is null && parsed.GetValue(CutMix) is null
                ? null
                : new PixelMixingOptions { MixUpAlpha = parsed.GetValue(MixUp) ?? 0, CutMixAlpha = parsed.GetValue(CutMix) ?? 0 },
            Hidden = parsed.GetValue(Hidden) ?? [],
            Dropout = parsed.GetValue(Dropout) ?? new FineTuningOptions().Dropout,
            Teacher = TeacherOf(parsed),
            BatchNormalization = parsed.GetValue(UpdateStatistics) ? BatchNormalizationMode.Updating : BatchNormalizationMode.Frozen,
            CheckpointPath = parsed.GetValue(Checkpoint),
            LogFolder = parsed.GetValue(Log),
            Seed = parsed.GetValue(Seed),
        };
        Check(options);
        return options with { Change = training => Changed(training, rate, parsed) };
    }

    private static void Check(FineTuningOptions options)
    {
        try
        {
            options.Validate();
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static TeacherOptions? TeacherOf(ParseResult parsed)
    {
        if (parsed.GetValue(Teacher) is not { } path)
        {
            Option[] details = [TeacherWeight, TeacherTemperature, TeacherFeatures, Unlabelled];
            string[] idle = [.. details.Where(o => parsed.GetResult(o) is { Implicit: false }).Select(o => o.Name)];
            return idle.Length == 0 ? null : throw new UsageException($"{string.Join(", ", idle)}: only with --teacher. Name a model zip, or leave them out.");
        }

        TeacherOptions teacher = new() { ModelPath = path };
        return teacher with
        {
            Weight = parsed.GetValue(TeacherWeight) ?? teacher.Weight,
            Temperature = parsed.GetValue(TeacherTemperature) ?? teacher.Temperature,
            FeatureWeight = parsed.GetValue(TeacherFeatures) ?? teacher.FeatureWeight,
            UnlabelledPath = parsed.GetValue(Unlabelled),
        };
    }

    private static bool IsFind(ParseResult parsed) => Find.Equals(parsed.GetValue(LearningRate)?.Trim(), StringComparison.OrdinalIgnoreCase);

    private static bool Finds(ParseResult parsed, bool isAuto)
    {
        bool finds = IsFind(parsed) || IsLookOnly(parsed);
        return finds && isAuto
            ? throw new UsageException($"{(IsLookOnly(parsed) ? FindLearningRate.Name : LearningRate.Name + " " + Find)}: each rung of --mode auto has its own rate. Give one mode, such as --mode last-3, or leave it out.")
            : finds;
    }

    private static double? RateOf(ParseResult parsed)
    {
        if (parsed.GetValue(LearningRate) is not { } text || IsFind(parsed))
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && rate > 0 && double.IsFinite(rate)
            ? rate
            : throw new UsageException($"{LearningRate.Name} is '{text}'; write a number above 0, such as 0.0002, or {Find}.");
    }

    private static GradientTrainingOptions Changed(GradientTrainingOptions training, double? rate, ParseResult parsed) => training with
    {
        Epochs = parsed.GetValue(Epochs) ?? training.Epochs,
        BatchSize = parsed.GetValue(BatchSize) ?? training.BatchSize,
        Patience = parsed.GetValue(Patience),
        CheckpointSeconds = parsed.GetValue(CheckpointSeconds) ?? training.CheckpointSeconds,
        Optimizer = training.Optimizer with
        {
            Kind = parsed.GetValue(Optimizer) ?? training.Optimizer.Kind,
            LearningRate = rate ?? training.Optimizer.LearningRate,
        },
        Schedule = training.Schedule with { Kind = parsed.GetValue(Schedule) ?? training.Schedule.Kind },
        Loss = training.Loss with { LabelSmoothing = parsed.GetValue(Smoothing) },
    };

    private static int[]? ParseWidths(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        List<int> widths = [];
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int width) || width < 1)
            {
                result.AddError($"'{text}' are no widths of hidden layers; write 1024, or 1024,256.");
                return null;
            }

            widths.Add(width);
        }

        return [.. widths];
    }

    private static TimeSpan? ParseTime(ArgumentResult result)
    {
        string text = result.Tokens[0].Value.Trim();
        double unit = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'S' => 1, 'M' => 60, 'H' => 3600, _ => 0 };
        if (unit > 0 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number > 0)
        {
            return TimeSpan.FromSeconds(number * unit);
        }

        result.AddError($"'{text}' is no time; write 90s, 10m or 1h.");
        return null;
    }
}
