using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Weights and bias of a convolution or dense layer, with the normalisation behind it worked in.</summary>
/// <remarks>
/// W' = W s f and b' = b s + t, where s and t are the normalisation's factor and addend of the output channel and f the product's factor. Back:
/// dW += dW' s f, db += db' s, ds = f sum(dW' W) + db' b, dt = db'.
/// </remarks>
internal sealed class LinearWeights : WeightSet
{
    private readonly LinearArrays _arrays;
    private readonly float[] _weights;
    private readonly float[] _bias;
    private readonly bool _isPlain;

    public LinearWeights(LinearArrays arrays)
        : base(arrays.RowCount, arrays.RowLength)
    {
        _arrays = arrays;
        _isPlain = arrays is { Normalization: null, InputMajor: false, Factor: 1f };
        _weights = _isPlain ? [] : new float[RowCount * RowLength];
        _bias = arrays.Bias.Exists || arrays.Normalization is not null ? new float[RowCount] : [];
        Gradient = new AlignedBuffer((RowCount * RowLength) + RowCount);
        Gradient.Span.Clear();
        RefreshRows(0, RowCount);
    }

    public override ReadOnlySpan<float> Weights => _isPlain ? _arrays.Weights.Values.Span : _weights;

    public override ReadOnlySpan<float> Bias => _bias;

    public override AlignedBuffer Gradient { get; }

    protected override void RefreshRows(int first, int end)
    {
        for (int row = first; row < end; row++)
        {
            double factor = _arrays.Normalization?.FactorOf(row) ?? 1;
            if (!_isPlain)
            {
                RefreshRow(row, (float)(factor * _arrays.Factor));
            }

            if (_bias.Length > 0)
            {
                _bias[row] = (float)((_arrays.Bias.At(row, 0f) * factor) + (_arrays.Normalization?.AddendOf(row) ?? 0));
            }
        }
    }

    protected override void FoldRows(int first, int end)
    {
        Span<float> biasGradient = Gradient.Slice(RowCount * RowLength, RowCount);
        for (int row = first; row < end; row++)
        {
            double factor = _arrays.Normalization?.FactorOf(row) ?? 1;
            float biasPart = biasGradient[row];
            biasGradient[row] = 0f;
            if (_arrays.Normalization is { Moves: true } normalization)
            {
                double product = _arrays.Factor * ProductOf(row);
                normalization.Fold(row, product + (biasPart * (double)_arrays.Bias.At(row, 0f)), biasPart);
            }

            _arrays.Bias.Add(row, biasPart * factor);
            FoldRow(row, (float)(factor * _arrays.Factor));
        }
    }

    private void RefreshRow(int row, float factor)
    {
        ReadOnlySpan<float> values = _arrays.Weights.Values.Span;
        Span<float> target = _weights.AsSpan(row * RowLength, RowLength);
        if (!_arrays.InputMajor)
        {
            RowArithmetic.Scale(values.Slice(row * RowLength, RowLength), factor, target);
            return;
        }

        for (int k = 0; k < target.Length; k++)
        {
            target[k] = values[(k * RowCount) + row] * factor;
        }
    }

    private double ProductOf(int row)
    {
        ReadOnlySpan<float> gradient = Gradient.Slice(row * RowLength, RowLength);
        ReadOnlySpan<float> values = _arrays.Weights.Values.Span;
        if (!_arrays.InputMajor)
        {
            return RowArithmetic.Dot(gradient, values.Slice(row * RowLength, RowLength));
        }

        double sum = 0;
        for (int k = 0; k < gradient.Length; k++)
        {
            sum += (double)gradient[k] * values[(k * RowCount) + row];
        }

        return sum;
    }

    private void FoldRow(int row, float factor)
    {
        Span<float> gradient = Gradient.Slice(row * RowLength, RowLength);
        if (!_arrays.Weights.Moves)
        {
            gradient.Clear();
            return;
        }

        Span<float> target = _arrays.Weights.Gradient.Span;
        if (!_arrays.InputMajor)
        {
            RowArithmetic.AddScaledAndClear(gradient, factor, target.Slice(row * RowLength, RowLength));
            return;
        }

        for (int k = 0; k < gradient.Length; k++)
        {
            target[(k * RowCount) + row] += gradient[k] * factor;
            gradient[k] = 0f;
        }
    }
}
