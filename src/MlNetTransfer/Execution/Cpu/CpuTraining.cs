
using MlNetTransfer.Execution.Gradients;
using MlNetTransfer.Kernels.Derivatives;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>What the program of a training step is built from beside its plan.</summary>
/// <param name="Plan">Forward and backward steps.</param>
/// <param name="Store">Parameters and weights.</param>
/// <param name="Dropout">Key of the dropout masks.</param>
internal sealed record CpuTraining(GradientPlan Plan, ParameterStore Store, DropoutKey Dropout);
