using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>An operation whose weights follow the parameters.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Set">Its weights.</param>
/// <param name="WithBias">Whether it adds the bias; gradients of inputs do not.</param>
internal sealed record WeightBinding(IWeightedOperation Operation, WeightSet Set, bool WithBias);
