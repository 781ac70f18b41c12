namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>See <see cref="SoftmaxGradient"/>. Items: one softmax each; sums in double precision, ascending.</summary>
internal sealed class SoftmaxGradientOperation(SoftmaxSpec spec) : PreparedOperation
{
    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * spec.Outer * spec.Inner);

    /// <inheritdoc/>
    public override void Run(in OperationBuffers buffers, int first, int end)
    {
        for (int item = first; item < end; item++)
        {
            int start = (item / spec.Inner * spec.Length * spec.Inner) + (item % spec.Inner);
            ReadOnlySpan<float> gradient = buffers.Input[start..];
            ReadOnlySpan<float> value = buffers.Second[start..];
            Span<float> output = buffers.Output[start..];
            double sum = 0;
            for (int i = 0; i < spec.Length; i++)
            {
                int at = i * spec.Inner;
                sum += spec.Logarithm ? gradient[at] : (double)gradient[at] * value[at];
            }

            for (int i = 0; i < spec.Length; i++)
            {
                int at = i * spec.Inner;
                output[at] = (float)(spec.Logarithm ? gradient[at] - (Math.Exp(value[at]) * sum) : value[at] * (gradient[at] - sum));
            }
        }
    }
}
