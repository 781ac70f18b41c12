using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution;

/// <summary>An initializer of a graph that training may move.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Shape">Its shape.</param>
public sealed record TrainableTensor(string Name, ParameterKind Kind, Shape Shape);
