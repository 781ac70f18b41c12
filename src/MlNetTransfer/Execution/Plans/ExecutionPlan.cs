using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>What a network computes, as data: fused steps over values with known shapes. Each device makes its own program from it.</summary>
/// <remarks>
/// Weights are in ONNX layout; packing, memory and layouts are the device's business. A step that a device cannot run is an error when the
/// device's program is built, with the step's name; work is never divided between devices behind the caller's back.
/// </remarks>
internal sealed record ExecutionPlan
{
    /// <summary>
    /// Pictures in one unit of the batch: 1 where every step treats pictures alone, so that any number of units may run at once; the whole
    /// batch size where some step mixes pictures.
    /// </summary>
    public required int UnitBatch { get; init; }

    /// <summary>All values.</summary>
    public required IReadOnlyList<PlanValue> Values { get; init; }

    /// <summary>Steps in an order that respects their inputs.</summary>
    public required IReadOnlyList<PlanStep> Steps { get; init; }

    /// <summary>Index of the value that the caller provides.</summary>
    public required int Input { get; init; }

    /// <summary>Indexes of the values that a run returns.</summary>
    public required IReadOnlyList<int> Outputs { get; init; }

    /// <summary>How pixels become the input; null when the caller gives floats.</summary>
    public InputNormalization? Normalization { get; init; }

    /// <summary>Whether a value is known when the plan is made.</summary>
    public bool IsConstant(int value) => Values[value].Constant is not null;
}
