using System.Runtime.InteropServices;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing;

/// <summary>What every float constant of a file has to be: NaN is refused, infinity in all but one-element tensors (clip bounds, pad values); denormals become 0.</summary>
internal sealed class WeightCheck
{
    /// <summary>Number of denormal weights that were set to 0.</summary>
    public long DenormalCount { get; private set; }

    /// <summary>Checks a float32 tensor.</summary>
    /// <returns>The tensor, or a copy without denormals.</returns>
    /// <exception cref="InvalidModelException">A value is not finite; made by <paramref name="fail"/> from what was found.</exception>
    public Tensor Check(Tensor tensor, Func<string, InvalidModelException> fail)
    {
        const uint Magnitude = 0x7FFFFFFF;
        const uint Infinity = 0x7F800000;
        const uint SmallestNormal = 0x00800000;
        long denormals = 0;
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<byte, uint>(tensor.Bytes.Span);
        for (int i = 0; i < bits.Length; i++)
        {
            uint magnitude = bits[i] & Magnitude;
            if (magnitude >= Infinity && (magnitude > Infinity || bits.Length > 1))
            {
                throw fail(FormattableString.Invariant($"holds {(magnitude > Infinity ? "NaN" : "infinity")} at element {i}; the network was damaged or diverged while it was trained"));
            }

            denormals += magnitude - 1 < SmallestNormal - 1 ? 1 : 0;
        }

        if (denormals == 0)
        {
            return tensor;
        }

        DenormalCount += denormals;
        float[] flushed = tensor.AsFloats().ToArray();
        for (int i = 0; i < flushed.Length; i++)
        {
            flushed[i] = float.IsSubnormal(flushed[i]) ? 0f : flushed[i];
        }

        return Tensor.FromFloats(tensor.Shape, flushed);
    }
}
