using MlNetTransfer.Kernels.Tiles;

namespace MlNetTransfer.Kernels;

/// <summary>Dense layers. Each output is the bias plus products in ascending k, one multiply-add each, for any number of rows.</summary>
internal static class Dense
{
    /// <summary>Packs weights [M, K] row-major and bias [M] (empty for none).</summary>
    /// <exception cref="ArgumentException">The weights or the bias do not fit.</exception>
    public static PreparedOperation Prepare(DenseSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        long expected = (long)spec.InputLength * spec.OutputLength;
        if (weights.Length != expected || (bias.Length != 0 && bias.Length != spec.OutputLength))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{spec} takes {expected} weights and {spec.OutputLength} biases, got {weights.Length} and {bias.Length}."), nameof(weights));
        }

        return new DenseOperation(spec, WeightOrder.Forward, weights, bias);
    }
}
