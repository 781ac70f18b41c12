using MlNetTransfer.Tensors;

namespace MlNetTransfer.FineTuning;

/// <summary>What fine-tuning gives to whoever makes a model of it.</summary>
/// <param name="Network">The network; null where the frozen head is best.</param>
/// <param name="Temperature">What its scores are to be divided by.</param>
/// <param name="LeftOut">Probabilities of pictures that the judged models had not learnt from; null where there were none.</param>
/// <param name="LeftOutLabels">Classes of these pictures.</param>
/// <param name="Report">What was done.</param>
internal sealed record FineTuningResult(
    TuningNetwork? Network, double Temperature, FeatureMatrix? LeftOut, IReadOnlyList<int> LeftOutLabels, FineTuningReport Report);
