using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Parameters by the memory of their initializers, and the weights that steps make of them; shared by the programs of all batch sizes.</summary>
internal sealed class ParameterStore(IReadOnlyDictionary<ReadOnlyMemory<byte>, NetworkParameter> parameters)
{
    private readonly Dictionary<WeightKey, WeightSet> _sets = [];

    /// <summary>All weights, in the order in which they were first asked for.</summary>
    public List<WeightSet> Sets { get; } = [];

    /// <summary>A parameter or statistic; null for other constants.</summary>
    public NetworkParameter? Find(Tensor? tensor) => tensor is null ? null : parameters.GetValueOrDefault(tensor.Bytes);

    /// <summary>The weights of a step.</summary>
    public WeightSet SetOf(PlanStep step)
    {
        WeightKey key = KeyOf(step);
        if (!_sets.TryGetValue(key, out WeightSet? set))
        {
            _sets[key] = set = Make(step);
            Sets.Add(set);
        }

        return set;
    }

    private static WeightKey KeyOf(PlanStep step) => step switch
    {
        ConvolutionStep convolution => new WeightKey(convolution.Weights.Bytes, convolution.Bias?.Bytes ?? default, convolution.Normalization, false, 1f),
        DenseStep dense => new WeightKey(dense.Weights.Bytes, dense.BiasTensor?.Bytes ?? default, null, dense.InputMajor, dense.Factor),
        ScaleShiftStep affine => new WeightKey(default, default, affine.Origin, false, 1f),
        NormalizeStep norm => new WeightKey(default, default, norm.Origin, false, 1f),
        BatchNormalizationStep norm => new WeightKey(default, default, norm.Origin, false, 1f),
        _ => throw new InvalidOperationException($"{step.GetType().Name} has no weights."),
    };

    private WeightSet Make(PlanStep step) => step switch
    {
        ConvolutionStep convolution => new LinearWeights(new LinearArrays
        {
            RowCount = convolution.Weights.Shape[0],
            RowLength = checked((int)(convolution.Weights.Shape.ElementCount / convolution.Weights.Shape[0])),
            Weights = ArrayOf(convolution.Weights),
            Bias = ArrayOf(convolution.Bias),
            Normalization = convolution.Normalization is { } origin ? ArraysOf(origin) : null,
        }),
        DenseStep dense => new LinearWeights(new LinearArrays
        {
            RowCount = dense.OutputLength,
            RowLength = dense.InputLength,
            Weights = ArrayOf(dense.Weights),
            Bias = dense.BiasTensor is null ? new MovingArray(dense.Bias, default) : ArrayOf(dense.BiasTensor),
            InputMajor = dense.InputMajor,
            Factor = dense.Factor,
        }),
        ScaleShiftStep affine => new AffineWeights(ArraysOf(affine.Origin!), affine.Scale.Length),
        NormalizeStep norm => new AffineWeights(ArraysOf(norm.Origin!), Math.Max(norm.Scale.Length, norm.Shift.Length)),
        BatchNormalizationStep norm => new AffineWeights(
            ArraysOf(norm.Origin with { Mean = null, Variance = null }), checked((int)norm.Origin.Mean!.Shape.ElementCount)),
        _ => throw new InvalidOperationException($"{step.GetType().Name} has no weights."),
    };

    private AffineArrays ArraysOf(AffineOrigin origin) => new()
    {
        Scale = ArrayOf(origin.Scale),
        Shift = ArrayOf(origin.Shift),
        Mean = ArrayOf(origin.Mean),
        Variance = ArrayOf(origin.Variance),
        Epsilon = origin.Epsilon,
        ShiftSign = origin.IsSubtracted ? -1f : 1f,
    };

    private MovingArray ArrayOf(Tensor? tensor) =>
        tensor is null ? default
        : Find(tensor) is { } parameter ? new MovingArray(parameter.Values, parameter.Gradient)
        : new MovingArray(ConstantReading.ToFloats(tensor), default);

    private readonly record struct WeightKey(ReadOnlyMemory<byte> Weights, ReadOnlyMemory<byte> Bias, AffineOrigin? Normalization, bool InputMajor, float Factor);
}
