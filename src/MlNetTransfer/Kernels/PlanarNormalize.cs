namespace MlNetTransfer.Kernels;

/// <summary>(x - mean) / sqrt(variance + epsilon) of each row of consecutive elements: LayerNormalization and InstanceNormalization.</summary>
/// <remarks>
/// Scale and bias are applied here when they are constant: element i of row r takes entry i (LayerNormalization) or entry r modulo their
/// number (InstanceNormalization). Two passes in double precision, index order. Source: Ba et al. 2016, Ulyanov et al. 2016.
/// Reference: data/golden/nodes.
/// </remarks>
internal sealed class PlanarNormalize : PlanarOperation, IWeightedOperation
{
    private readonly PlanarNormalizeShape _shape;
    private readonly float[] _scale;
    private readonly float[] _bias;

    /// <param name="shape">Rows and what the entries of scale and bias belong to.</param>
    /// <param name="scale">Factors; empty for none.</param>
    /// <param name="bias">Addends; empty for none.</param>
    /// <param name="strides">Distance between pictures.</param>
    public PlanarNormalize(PlanarNormalizeShape shape, float[] scale, float[] bias, PlanarStrides strides)
        : base(strides, shape.RowLength == 0 ? 0 : shape.RowCount, 4L * shape.RowLength)
    {
        _shape = shape;
        _scale = [.. scale];
        _bias = [.. bias];
    }

    /// <inheritdoc/>
    public int PackItemCount => 1;

    /// <summary>Replaces scales and addends; those that there were none of are ignored.</summary>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        if (first < end)
        {
            weights[..Math.Min(weights.Length, _scale.Length)].CopyTo(_scale);
            bias[..Math.Min(bias.Length, _bias.Length)].CopyTo(_bias);
        }
    }

    protected override void RunRows(in PlanarOperands operands, int firstRow, int endRow)
    {
        int length = _shape.RowLength;
        for (int row = firstRow; row < endRow; row++)
        {
            ReadOnlySpan<float> input = operands.Input.Slice(row * length, length);
            Span<float> output = operands.Output.Slice(row * length, length);
            double mean = MeanOf(input);
            double factor = 1.0 / Math.Sqrt(VarianceOf(input, mean) + _shape.Epsilon);
            for (int i = 0; i < length; i++)
            {
                double value = (input[i] - mean) * factor;
                value = _scale.Length == 0 ? value : value * _scale[EntryOf(row, i, _scale.Length)];
                output[i] = (float)(_bias.Length == 0 ? value : value + _bias[EntryOf(row, i, _bias.Length)]);
            }
        }
    }

    private static double MeanOf(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (float value in row)
        {
            sum += value;
        }

        return sum / row.Length;
    }

    private static double VarianceOf(ReadOnlySpan<float> row, double mean)
    {
        double sum = 0;
        foreach (float value in row)
        {
            double difference = value - mean;
            sum += difference * difference;
        }

        return sum / row.Length;
    }

    private int EntryOf(int row, int i, int count) => _shape.EntryPerRow ? row % count : i % count;
}
