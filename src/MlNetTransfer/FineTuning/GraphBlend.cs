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

    /// <summary>The mean of several states of one network, for every constant of floats; what they all share stays as it is, to the bit.</summary>
    /// <remarks>Sums are in double precision, in the given order.</remarks>
    public static Graph Mean(IReadOnlyList<Graph> graphs)
    {
        Graph first = graphs[0];
        if (graphs.Count == 1)
        {
            return first;
        }

        Dictionary<string, Tensor> constants = new(first.Constants, StringComparer.Ordinal);
        foreach ((string name, Tensor tensor) in first.Constants)
        {
            if (tensor.ElementType == ElementType.Float32 && graphs.Any(g => !g.Constants[name].Bytes.Span.SequenceEqual(tensor.Bytes.Span)))
            {
                constants[name] = Mean([.. graphs.Select(g => g.Constants[name])]);
            }
        }

        return first with { Constants = constants };
    }

    private static Tensor Mean(Tensor[] tensors)
    {
        double[] sums = new double[tensors[0].Shape.ElementCount];
        foreach (Tensor tensor in tensors)
        {
            ReadOnlySpan<float> values = tensor.AsFloats();
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += values[i];
            }
        }

        return Tensor.FromFloats(tensors[0].Shape, Array.ConvertAll(sums, sum => (float)(sum / tensors.Length)));
    }
}
