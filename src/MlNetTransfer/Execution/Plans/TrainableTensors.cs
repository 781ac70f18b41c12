using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Which constants training moves, known by the memory that they view: names and shapes change on the way from graph to plan.</summary>
/// <param name="tensors">The initializers.</param>
/// <param name="updatesStatistics">Whether batch normalisations with a moving scale or shift use each batch's own statistics.</param>
internal sealed class TrainableTensors(IEnumerable<Tensor> tensors, bool updatesStatistics)
{
    private readonly HashSet<ReadOnlyMemory<byte>> _memories = [.. tensors.Select(tensor => tensor.Bytes)];

    /// <summary>Whether batch normalisations that move use each batch's own statistics.</summary>
    public bool UpdatesStatistics => updatesStatistics;

    /// <summary>Whether a constant moves.</summary>
    public bool Contains(Tensor? tensor) => tensor is not null && _memories.Contains(tensor.Bytes);

    /// <summary>Whether a scale or a shift moves.</summary>
    public bool Moves(AffineOrigin? origin) => origin is not null && (Contains(origin.Scale) || Contains(origin.Shift));

    /// <summary>Whether weights that a step carries move.</summary>
    public bool Moves(PlanStep step) => step switch
    {
        ConvolutionStep convolution => Contains(convolution.Weights) || Contains(convolution.Bias) || Moves(convolution.Normalization),
        DenseStep dense => Contains(dense.Weights) || Contains(dense.BiasTensor),
        ScaleShiftStep affine => Moves(affine.Origin),
        NormalizeStep norm => Moves(norm.Origin),
        BatchNormalizationStep => true,
        _ => false,
    };

    /// <summary>For each value of a plan, whether it depends on something that moves.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputMoves">Whether the derivative by the input is wanted.</param>
    public bool[] Dependent(ExecutionPlan plan, bool inputMoves)
    {
        bool[] depends = [.. plan.Values.Select(value => Contains(value.Constant))];
        depends[plan.Input] |= inputMoves;
        foreach (PlanStep step in plan.Steps)
        {
            depends[step.Output] = Moves(step) || step.Inputs.Any(input => depends[input]);
        }

        return depends;
    }
}
