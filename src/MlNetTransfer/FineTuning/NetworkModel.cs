using MlNetTransfer.Execution;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>A trainable network as the loop sees it.</summary>
internal sealed class NetworkModel(TrainableNetwork network) : IGradientModel
{
    public IReadOnlyList<NetworkParameter> Parameters => network.Parameters;

    public IReadOnlyList<NetworkParameter> Statistics => network.Statistics;

    public void ClearGradients() => network.ClearGradients();

    public double Accumulate(TrainingBatch batch, ulong randomKey, OutputLoss loss)
    {
        network.RandomKey = randomKey;
        return batch.Pixels is { } pixels ? network.Accumulate(pixels, loss) : network.Accumulate(batch.Values, batch.Count, loss);
    }

    public void ParametersChanged() => network.ParametersChanged();
}
