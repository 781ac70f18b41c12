using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>A value of a plan: one array for each unit of the batch, or a constant.</summary>
/// <param name="Name">Name in the graph, for messages and outputs.</param>
/// <param name="ElementType">Type in the graph; devices carry every type as 32-bit floats, whole numbers exactly up to 2^24.</param>
/// <param name="Shape">Dimensions for one unit of the batch, see <see cref="ExecutionPlan.UnitBatch"/>.</param>
/// <param name="Constant">The elements when they are known; then they are the same for every unit.</param>
internal sealed record PlanValue(string Name, ElementType ElementType, Shape Shape, Tensor? Constant = null);
