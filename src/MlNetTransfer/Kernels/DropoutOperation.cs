using MlNetTransfer.Runtime;

namespace MlNetTransfer.Kernels;

/// <summary>x / (1 - ratio) where the element's random number is at least ratio, else 0, over dense floats of each picture; also its own derivative.</summary>
/// <remarks>Source: Srivastava et al. 2014, in the form that leaves inference alone. One item a picture.</remarks>
internal sealed class DropoutOperation(DropoutKey key, int layer, float ratio, int length) : PreparedOperation
{
    private readonly float _factor = ratio < 1f ? 1f / (1f - ratio) : 0f;

    public override int ItemCount(int batch) => batch;

    public override void Run(in OperationBuffers buffers, int first, int end)
    {
        for (int picture = first; picture < end; picture++)
        {
            ReadOnlySpan<float> input = buffers.Input.Slice(picture * length, length);
            Span<float> output = buffers.Output.Slice(picture * length, length);
            ulong start = key.StartOf(layer, picture);
            for (int i = 0; i < input.Length; i++)
            {
                output[i] = DropoutKey.NumberOf(start, i) >= ratio ? input[i] * _factor : 0f;
            }
        }
    }
}
