using MlNetTransfer.Kernels.Gradients;
using MlNetTransfer.Kernels.Tiles;

namespace MlNetTransfer.Kernels;

/// <summary>Gradients of dense layers; the activation of a spec is not differentiated here.</summary>
internal static class DenseGradient
{
    /// <summary>Input gradient: dX[row] = transposed weights x dY[row].</summary>
    /// <remarks>
    /// Input = dY rows (<see cref="DenseSpec.OutputStride"/>), Output = dX rows (<see cref="DenseSpec.InputStride"/>). Where input rows are apart, they are those of a
    /// blocked 1x1 layout, whose padding channels become zero. The result takes new weights.
    /// </remarks>
    /// <param name="spec">The forward layer.</param>
    /// <param name="weights">[M, K] of the forward layer.</param>
    /// <exception cref="ArgumentException">The weights do not fit.</exception>
    public static PreparedOperation PrepareInput(DenseSpec spec, ReadOnlySpan<float> weights)
    {
        BufferChecks.Holds(weights.Length, (long)spec.InputLength * spec.OutputLength, nameof(weights));
        int blocked = (spec.InputLength + BlockedLayout.Block - 1) / BlockedLayout.Block * BlockedLayout.Block;
        DenseSpec transposed = new()
        {
            InputLength = spec.OutputLength,
            OutputLength = spec.InputLength,
            RowsPerPicture = spec.RowsPerPicture,
            InputStride = spec.OutputStride,
            OutputStride = spec.InputStride,
            OutputPadding = spec.InputStride == 0 ? 0 : Math.Min(blocked, spec.InputStride) - spec.InputLength,
        };
        return new DenseOperation(transposed, WeightOrder.Gradient, weights, []);
    }

    /// <summary>Weight and bias gradients, added to what is in the output.</summary>
    /// <remarks>Input = x rows, Second = dY rows, Output = [M * K weights, then M biases].</remarks>
    public static PreparedOperation PrepareWeights(DenseSpec spec) => new DenseWeightGradient(spec);
}
