using MlNetTransfer.Execution;

namespace MlNetTransfer.Training.Optimization;

/// <summary>A parameter and how it is treated.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="RateFactor">Share of the learning rate: 1 for the head, less with depth below it.</param>
/// <param name="Decays">Whether weight decay acts on it.</param>
/// <param name="IsPretrained">Whether the pull to the pretrained values acts on it.</param>
internal sealed record TunedParameter(NetworkParameter Parameter, double RateFactor, bool Decays, bool IsPretrained);
