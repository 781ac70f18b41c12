using MlNetTransfer.Execution.Gradients;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>What a program has beside its steps when it trains.</summary>
internal sealed record CpuTrainingProgram
{
    /// <summary>Index of the first backward step.</summary>
    public required int BackwardStart { get; init; }

    /// <summary>Where the caller writes the gradient of each output; <see cref="CpuOperand.None"/> where none is wanted.</summary>
    public required IReadOnlyList<CpuOperand> Seeds { get; init; }

    /// <summary>Gradient of one unit's input, dense; <see cref="CpuOperand.None"/> where it is not wanted.</summary>
    public required CpuOperand InputGradient { get; init; }

    /// <summary>Where batch normalisations leave the statistics of a batch.</summary>
    public required IReadOnlyList<StatisticsBinding> Statistics { get; init; }

    /// <summary>Operations whose weights follow the parameters.</summary>
    public required IReadOnlyList<WeightBinding> Bindings { get; init; }
}
