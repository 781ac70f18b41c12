using System.Text.Json.Serialization;

namespace MlNetTransfer.Cli.Output;

/// <summary>Counts of pictures: <c>found = used + skipped</c>.</summary>
internal sealed record ImagesDocument(int Found, int Used, int Skipped, int FromCache, IReadOnlyList<SkippedDocument> SkippedFiles);

/// <summary>One picture that was left out.</summary>
internal sealed record SkippedDocument(string Path, string Reason, string Message);

/// <summary>Figures on labelled pictures; accuracies are shares from 0 to 1 with their 95 % interval.</summary>
internal sealed record MetricsDocument
{
    public required int Count { get; init; }

    public required double Accuracy { get; init; }

    public required double AccuracyLow { get; init; }

    public required double AccuracyHigh { get; init; }

    public required double MajorityBaseline { get; init; }

    public required double BalancedAccuracy { get; init; }

    public required double MacroF1 { get; init; }

    public required double LogLoss { get; init; }

    public required double Ece { get; init; }

    public required double Brier { get; init; }

    public required IReadOnlyDictionary<string, double> TopK { get; init; }

    public required IReadOnlyList<ClassDocument> Classes { get; init; }

    public required IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; }
}

/// <summary>Figures of one class; null where nothing can be said.</summary>
internal sealed record ClassDocument(string Label, int Support, double? Precision, double? Recall, double? F1);

/// <summary>Seconds of each stage; fine-tuning only where there was some.</summary>
internal sealed record SecondsDocument(double Load, double Extract, double Head, double? FineTuning, double Total);

/// <summary>Output of <c>train --json</c>.</summary>
internal sealed record TrainDocument
{
    public string Schema { get; init; } = "mlnet-transfer/train/1";

    public required string Model { get; init; }

    public required string Backbone { get; init; }

    public required int FeatureCount { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public required ImagesDocument Images { get; init; }

    public required IReadOnlyList<string> Head { get; init; }

    public LearningRateDocument? LearningRates { get; init; }

    public TuningDocument? FineTuning { get; init; }

    public required MetricsDocument LeftOut { get; init; }

    public MetricsDocument? Validation { get; init; }

    public MetricsDocument? Test { get; init; }

    public ImagesDocument? TestImages { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required SecondsDocument Seconds { get; init; }

    public IReadOnlyList<PredictionDocument>? Predictions { get; init; }
}

/// <summary>Output of <c>evaluate --json</c>.</summary>
internal sealed record EvaluateDocument
{
    public string Schema { get; init; } = "mlnet-transfer/evaluate/1";

    public required string Model { get; init; }

    public required ImagesDocument Images { get; init; }

    public required MetricsDocument Test { get; init; }

    public required string TestTime { get; init; }

    public required SecondsDocument Seconds { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public IReadOnlyList<EvaluatedDocument>? Pictures { get; init; }
}

/// <summary>One evaluated picture.</summary>
internal sealed record EvaluatedDocument(string Path, string Label, string Predicted, IReadOnlyList<float> Probabilities);

/// <summary>Output of <c>predict --json</c> and <c>classify --json</c>.</summary>
internal sealed record PredictDocument
{
    public string Schema { get; init; } = "mlnet-transfer/predict/1";

    public required string Model { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public required IReadOnlyList<PredictionDocument> Predictions { get; init; }
}

/// <summary>One file's answer, or the reason why there is none.</summary>
internal sealed record PredictionDocument(string Path, string? Error, IReadOnlyList<ClassProbability>? Top, IReadOnlyList<float>? Probabilities);

/// <summary>Output of <c>image --json</c>.</summary>
internal sealed record ImageDocument
{
    public string Schema { get; init; } = "mlnet-transfer/image/1";

    public required string Path { get; init; }

    public required string Format { get; init; }

    public required string Outcome { get; init; }

    public required string Reason { get; init; }

    public required string Message { get; init; }

    public required string Description { get; init; }

    public required int StoredWidth { get; init; }

    public required int StoredHeight { get; init; }

    public required int Orientation { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public required double Milliseconds { get; init; }

    public required IReadOnlyList<string> Notices { get; init; }
}

/// <summary>Output of <c>verify --json</c>.</summary>
internal sealed record VerifyDocument
{
    public string Schema { get; init; } = "mlnet-transfer/verify/1";

    public required string Model { get; init; }

    public required bool Passed { get; init; }

    public required int Cases { get; init; }

    public required bool SameMachine { get; init; }

    public required bool Exact { get; init; }

    public required double Tolerance { get; init; }

    public required double LargestFeatureDifference { get; init; }

    public required double LargestProbabilityDifference { get; init; }
}

/// <summary>Output of <c>convert --json</c>.</summary>
internal sealed record ConvertDocument
{
    public string Schema { get; init; } = "mlnet-transfer/convert/1";

    public required string Source { get; init; }

    public required string Model { get; init; }

    public required string MlNetVersion { get; init; }

    public required string Backbone { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int FeatureCount { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public required string ClassNames { get; init; }

    public required int GoldenAnswers { get; init; }

    public required bool Verified { get; init; }

    public required long Bytes { get; init; }
}

/// <summary>Output of <c>inspect --json</c>.</summary>
internal sealed record InspectDocument
{
    public string Schema { get; init; } = "mlnet-transfer/inspect/1";

    public required string Path { get; init; }

    public required string Kind { get; init; }

    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    public required IReadOnlyDictionary<string, int> Operators { get; init; }

    public IReadOnlyList<BlockDocument> Blocks { get; init; } = [];

    public IReadOnlyList<string> Labels { get; init; } = [];
}

/// <summary>Output of <c>augment --json</c>.</summary>
internal sealed record AugmentDocument
{
    public string Schema { get; init; } = "mlnet-transfer/augment/1";

    public required string Preview { get; init; }

    public required string Augmentation { get; init; }

    public required long Seed { get; init; }

    public required int TileWidth { get; init; }

    public required int TileHeight { get; init; }

    public required IReadOnlyList<AugmentedDocument> Pictures { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>One row of a contact sheet: the transforms of each tile, the plain picture's first; or why the picture is not shown.</summary>
internal sealed record AugmentedDocument(string Path, string? Error, IReadOnlyList<IReadOnlyList<string>>? Tiles);

/// <summary>Output of <c>cache info --json</c> and <c>doctor --json</c>: plain facts.</summary>
internal sealed record FactsDocument(string Schema, IReadOnlyDictionary<string, string> Facts);

/// <summary>Serialisation of every document: camel case, numbers as they are.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainDocument))]
[JsonSerializable(typeof(EvaluateDocument))]
[JsonSerializable(typeof(PredictDocument))]
[JsonSerializable(typeof(ImageDocument))]
[JsonSerializable(typeof(VerifyDocument))]
[JsonSerializable(typeof(InspectDocument))]
[JsonSerializable(typeof(ConvertDocument))]
[JsonSerializable(typeof(AugmentDocument))]
[JsonSerializable(typeof(FactsDocument))]
[JsonSerializable(typeof(BackbonesDocument))]
[JsonSerializable(typeof(LearningRateDocument))]
internal sealed partial class DocumentJson : JsonSerializerContext;
