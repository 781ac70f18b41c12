using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>One fused computation of a plan: what is computed, never where or how.</summary>
internal abstract record PlanStep
{
    /// <summary>Name of the graph's node that gave the result its name, for messages and profiles.</summary>
    public required string Name { get; init; }

    /// <summary>Indexes of the values read.</summary>
    public required IReadOnlyList<int> Inputs { get; init; }

    /// <summary>Index of the value written; no other step writes it.</summary>
    public required int Output { get; init; }

    /// <summary>Applied to the result where <see cref="TakesActivation"/>.</summary>
    public Activation Activation { get; init; }

    /// <summary>Whether a following activation may be fused into the step.</summary>
    public virtual bool TakesActivation => false;
}
