using MlNetTransfer.Kernels.Functions;

namespace MlNetTransfer.Kernels.Rows;

/// <summary>See <see cref="Softmax"/>. Items: one softmax each.</summary>
/// <remarks>exp(x - max) / sum; the sum runs in double precision in ascending order, so that only the exponentials round.</remarks>
internal sealed class SoftmaxOperation(SoftmaxSpec spec) : LaneOperation
{
    /// <inheritdoc/>
    public override int ScratchLength => spec.Length;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * spec.Outer * spec.Inner);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        Span<float> scratch = buffers.Scratch[..spec.Length];
        for (int item = first; item < end; item++)
        {
            int start = (item / spec.Inner * spec.Length * spec.Inner) + (item % spec.Inner);
            ReadOnlySpan<float> input = buffers.Input[start..];
            Span<float> output = buffers.Output[start..];
            float largest = Largest(input);
            for (int i = 0; i < spec.Length; i++)
            {
                scratch[i] = input[i * spec.Inner] - largest;
            }

            RowArgs args = new() { Input = scratch, Output = scratch };
            FunctionDispatch.Run<UnaryRowKernel, TLanes, RowArgs>(ActivationKind.Exp, args);
            double sum = 0;
            foreach (float value in scratch)
            {
                sum += value;
            }

            if (spec.Logarithm)
            {
                double logarithm = Math.Log(sum) + largest;
                for (int i = 0; i < spec.Length; i++)
                {
                    output[i * spec.Inner] = (float)(input[i * spec.Inner] - logarithm);
                }
            }
            else
            {
                double scale = 1 / sum;
                for (int i = 0; i < spec.Length; i++)
                {
                    output[i * spec.Inner] = (float)(scratch[i] * scale);
                }
            }
        }
    }

    private float Largest(ReadOnlySpan<float> input)
    {
        float largest = input[0];
        for (int i = 1; i < spec.Length; i++)
        {
            largest = MathF.Max(largest, input[i * spec.Inner]);
        }

        return largest;
    }
}
