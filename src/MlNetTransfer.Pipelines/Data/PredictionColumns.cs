namespace MlNetTransfer.Pipelines.Data;

/// <summary>Names of a classifier's columns.</summary>
internal sealed record PredictionColumns(string Feature, string Label, string Score, string PredictedLabel);
