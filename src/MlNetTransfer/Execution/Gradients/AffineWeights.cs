using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Scale and shift of channels: one weight and one addend a channel.</summary>
internal sealed class AffineWeights : WeightSet
{
    private readonly AffineArrays _arrays;
    private readonly float[] _scale;
    private readonly float[] _shift;

    public AffineWeights(AffineArrays arrays, int channels)
        : base(channels, 1)
    {
        _arrays = arrays;
        _scale = new float[channels];
        _shift = new float[channels];
        Gradient = new AlignedBuffer(2 * channels);
        Gradient.Span.Clear();
        RefreshRows(0, channels);
    }

    public override ReadOnlySpan<float> Weights => _scale;

    public override ReadOnlySpan<float> Bias => _shift;

    public override AlignedBuffer Gradient { get; }

    protected override void RefreshRows(int first, int end)
    {
        for (int c = first; c < end; c++)
        {
            _scale[c] = (float)_arrays.FactorOf(c);
            _shift[c] = (float)_arrays.AddendOf(c);
        }
    }

    protected override void FoldRows(int first, int end)
    {
        Span<float> gradient = Gradient.Span;
        for (int c = first; c < end; c++)
        {
            _arrays.Fold(c, gradient[c], gradient[RowCount + c]);
            gradient[c] = gradient[RowCount + c] = 0f;
        }
    }
}
