using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>What a node may see and extend of its graph while it is read.</summary>
internal sealed class NodeSurroundings(OnnxTensorDecoder decoder, int maxTensorCount)
{
    /// <summary>Decodes tensors that stand in attributes.</summary>
    public OnnxTensorDecoder Decoder => decoder;

    /// <summary>Constants by value name.</summary>
    public Dictionary<string, Tensor> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of all values of the graph.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a constant under a free name like the one wished for.</summary>
    /// <returns>The name it got.</returns>
    public string AddConstant(string wish, Tensor value)
    {
        if (Constants.Count >= maxTensorCount)
        {
            throw new Graphs.InvalidModelException(FormattableString.Invariant($"the file has more than {maxTensorCount:N0} tensors; raise the limit in the reader's options if you trust it."));
        }

        string name = wish;
        for (int i = 2; !Names.Add(name); i++)
        {
            name = FormattableString.Invariant($"{wish}_{i}");
        }

        Constants.Add(name, value);
        return name;
    }
}
