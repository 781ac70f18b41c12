using MlNetTransfer.Execution;

namespace MlNetTransfer.Training.Loop;

/// <summary>What the loop trains: a network, or a formula in the tests.</summary>
internal interface IGradientModel
{
    /// <summary>What moves.</summary>
    IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <summary>What moves without gradients: running statistics.</summary>
    IReadOnlyList<NetworkParameter> Statistics { get; }

    /// <summary>Sets all gradients to zero.</summary>
    void ClearGradients();

    /// <summary>Adds the gradients of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="randomKey">Key of everything random inside the network.</param>
    /// <param name="loss">Judges its outputs.</param>
    /// <returns>The batch's loss.</returns>
    double Accumulate(TrainingBatch batch, ulong randomKey, OutputLoss loss);

    /// <summary>Told after values of <see cref="Parameters"/> were written.</summary>
    void ParametersChanged();
}
