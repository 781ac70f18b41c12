namespace MlNetTransfer;

/// <summary>One labelled picture with a model's answer.</summary>
/// <param name="Path">Path below the folder or manifest.</param>
/// <param name="Label">The true class.</param>
/// <param name="Prediction">The answer.</param>
public sealed record EvaluatedPicture(string Path, string Label, ImagePrediction Prediction);
