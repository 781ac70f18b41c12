using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.FineTuning;

/// <summary>Networks between two states of one network.</summary>
internal static class GraphBlend
{
    /// <summary>start + share x (end - start), for every constant of floats that differs.</summary>
    /// <remarks>Weights between a pretrained and a fine-tuned network are often better than either. Source: Wortsman et al., 2022 (WiSE-FT).</remarks>
    public static Graph Of(Graph start, Graph end, double share)
    {
        if (share == 1)
        {
            return end;
        }

        Dictionary<string, Tensor> constants = new(end.Constants, StringComparer.Ordinal);
        foreach ((string name, Tensor from) in start.Constants)
        {
            Tensor to = end.Constants[name];
            if (to.ElementType != ElementType.Float32 || to.Bytes.Span.SequenceEqual(from.Bytes.Span))
            {
                continue;
            }

            float[] values = new float[from.Shape.ElementCount];
            ReadOnlySpan<float> a = from.AsFloats();
            ReadOnlySpan<float> b = to.AsFloats();
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(a[i] + (share * ((double)b[i] - a[i])));
            }

            constants[name] = Tensor.FromFloats(from.Shape, values);
        }

        return end with { Constants = constants };
    }
}
