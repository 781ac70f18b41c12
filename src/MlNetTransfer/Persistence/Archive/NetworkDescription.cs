namespace MlNetTransfer.Persistence.Archive;

/// <summary>Names in <c>network.onnx</c>.</summary>
/// <param name="Input">The input.</param>
/// <param name="Features">Output with the backbone's features.</param>
/// <param name="Logits">Output with the head's scores.</param>
/// <param name="Probabilities">Output with calibrated probabilities.</param>
/// <param name="FeatureCount">Length of a feature vector.</param>
/// <param name="NumericMode">How the network was run when the model was made.</param>
public sealed record NetworkDescription(
    string Input, string Features, string Logits, string Probabilities, int FeatureCount, string NumericMode);
