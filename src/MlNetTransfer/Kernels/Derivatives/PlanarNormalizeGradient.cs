namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>dX = i (g - mean of g - xhat mean of g xhat) with g = scale dY, means over a row; see <see cref="PlanarGradient.PrepareNormalize"/>.</summary>
internal sealed class PlanarNormalizeGradient : PreparedOperation, IWeightedOperation
{
    private readonly PlanarNormalizeShape _shape;
    private readonly PlanarGradientStrides _strides;
    private readonly float[] _scale;

    public PlanarNormalizeGradient(PlanarNormalizeShape shape, float[] scale, PlanarGradientStrides strides)
    {
        _shape = shape;
        _strides = strides;
        _scale = [.. scale];
    }

    /// <inheritdoc/>
    public int PackItemCount => 1;

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        if (first < end)
        {
            weights[..Math.Min(weights.Length, _scale.Length)].CopyTo(_scale);
        }
    }

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _shape.RowCount);

    /// <inheritdoc/>
    public override void Run(in OperationBuffers buffers, int first, int end)
    {
        int length = _shape.RowLength;
        for (int item = first; item < end; item++)
        {
            (int picture, int row) = Math.DivRem(item, _shape.RowCount);
            RunRow(
                buffers.Input.Slice((picture * _strides.Input) + (row * length), length),
                buffers.Second.Slice((picture * _strides.Second) + (row * length), length),
                buffers.Output.Slice((picture * _strides.Output) + (row * length), length),
                row);
        }
    }

    private void RunRow(ReadOnlySpan<float> gradient, ReadOnlySpan<float> input, Span<float> output, int row)
    {
        RowMoments moments = RowMoments.Of(input, _shape.Epsilon);
        double plain = 0;
        double product = 0;
        for (int i = 0; i < input.Length; i++)
        {
            double own = gradient[i] * ScaleOf(row, i);
            plain += own;
            product += own * (input[i] - moments.Mean) * moments.Inverse;
        }

        plain /= input.Length;
        product /= input.Length;
        for (int i = 0; i < input.Length; i++)
        {
            double normal = (input[i] - moments.Mean) * moments.Inverse;
            output[i] = (float)(moments.Inverse * ((gradient[i] * ScaleOf(row, i)) - plain - (normal * product)));
        }
    }

    private double ScaleOf(int row, int i) => _scale.Length == 0 ? 1 : _scale[(_shape.EntryPerRow ? row : i) % _scale.Length];
}

/// <summary>dScale = sum of dY xhat, dBias = sum of dY; see <see cref="PlanarGradient.PrepareNormalizeParameters"/>. One item: entries meet in every row.</summary>
internal sealed class PlanarNormalizeParameters(PlanarNormalizeShape shape, int entries, PlanarGradientStrides strides) : PreparedOperation
{
    private const int FloatsOfDouble = 2;

    /// <summary>Sums of both parameters in double precision.</summary>
    public override int ScratchLength => FloatsOfDouble * 2 * entries;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => 1;

    /// <inheritdoc/>
    public override void Run(in OperationBuffers buffers, int first, int end)
    {
        if (first >= end)
        {
            return;
        }

        Span<double> sums = System.Runtime.InteropServices.MemoryMarshal.Cast<float, double>(buffers.Scratch[..ScratchLength]);
        sums.Clear();
        for (int item = 0; item < buffers.Batch * shape.RowCount; item++)
        {
            (int picture, int row) = Math.DivRem(item, shape.RowCount);
            ReadOnlySpan<float> gradient = buffers.Input.Slice((picture * strides.Input) + (row * shape.RowLength), shape.RowLength);
            ReadOnlySpan<float> input = buffers.Second.Slice((picture * strides.Second) + (row * shape.RowLength), shape.RowLength);
            RowMoments moments = RowMoments.Of(input, shape.Epsilon);
            for (int i = 0; i < input.Length; i++)
            {
                int entry = (shape.EntryPerRow ? row : i) % entries;
                sums[entry] += gradient[i] * (input[i] - moments.Mean) * moments.Inverse;
                sums[entries + entry] += gradient[i];
            }
        }

        for (int i = 0; i < sums.Length; i++)
        {
            buffers.Output[i] += (float)sums[i];
        }
    }
}
