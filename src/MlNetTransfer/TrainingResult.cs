namespace MlNetTransfer;

/// <summary>A trained model with the report of its training.</summary>
/// <param name="Model">The model, ready to predict and to be saved.</param>
/// <param name="Report">What was done and how good it is.</param>
public sealed record TrainingResult(ImageClassifier Model, TrainingReport Report);
