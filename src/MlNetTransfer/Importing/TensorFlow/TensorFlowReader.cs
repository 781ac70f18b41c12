using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Reads frozen TensorFlow networks for inference: GraphDef (.pb) and MetaGraphDef (.meta) with their weights in Const nodes.</summary>
/// <remarks>
/// <para><b>Layout</b>: pictures [N, H, W, C] become [N, C, H, W], weights are rearranged here; a network of convolutions, pooling and elementwise operators runs
/// without a transposition. Values of rank 4 therefore have their channels at axis 1, whatever axis they have in the file.</para>
/// <para><b>Padding</b>: SAME becomes numbers where height and width are known and stays a rule where they are not.</para>
/// <para><b>Names</b>: a value is called as its node; the second one <c>node:1</c>. Outputs are those of the signature, then values called <c>features</c>
/// and <c>logits</c>, then what nobody reads. Any other value can be asked for by name.</para>
/// <para><b>Preprocessing</b> in the graph (DecodeJpeg to ResizeBilinear) is cut off and told in <see cref="Graph.Metadata"/>.</para>
/// <para><b>What is trusted</b>: nothing. Sizes are checked before memory is taken, no file is opened, nothing is executed. Weights are views of the
/// file's bytes where no rearrangement is needed; those bytes must not change afterwards.</para>
/// <para><b>Source</b>: graph.proto, node_def.proto, attr_value.proto, tensor.proto, meta_graph.proto and the operators' API documentation of TensorFlow 2.</para>
/// </remarks>
public static class TensorFlowReader
{
    /// <summary>Key in <see cref="Graph.Metadata"/>: the node that takes encoded pictures, where decoding was cut off.</summary>
    internal const string PictureNode = "tensorflow_picture";

    /// <summary>Key in <see cref="Graph.Metadata"/>: the node that resizes pictures, where that was cut off.</summary>
    internal const string ResizeNode = "tensorflow_resize";

    /// <summary>Reads a network.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="options">Name, limits, wanted values; null for the defaults.</param>
    /// <returns>The graph with ONNX semantics, its nodes in topological order.</returns>
    /// <exception cref="InvalidModelException">The file is of another format, not frozen, damaged, hostile, or breaks TensorFlow's rules.</exception>
    /// <exception cref="UnsupportedOperatorException">The network uses operators or forms that cannot be run; all of them are listed.</exception>
    public static Graph Read(ReadOnlyMemory<byte> file, TensorFlowReadOptions? options = null)
    {
        options ??= new TensorFlowReadOptions();
        string source = options.SourceName;
        if (file.Length > options.MaxModelBytes)
        {
            throw new InvalidModelException(FormattableString.Invariant(
                $"{source}: {file.Length:N0} bytes, {options.MaxModelBytes:N0} are allowed; raise MaxModelBytes if you trust the file."));
        }

        NetworkFormat format = NetworkFormats.Recognize(file);
        if (format is NetworkFormat.Onnx or NetworkFormat.TensorFlowSavedModel)
        {
            throw new InvalidModelException($"{source}: {(format == NetworkFormat.Onnx ? "this is an ONNX network; read it with OnnxReader." : NetworkFormats.SavedModelAdvice)}");
        }

        if (OtherFormats.Advice(file.Span) is { } advice)
        {
            throw new InvalidModelException($"{source}: {advice}");
        }

        try
        {
            TensorFlowModel model = new TensorFlowParser(options).Parse(file, format == NetworkFormat.TensorFlowMetaGraph);
            Graph graph = new GraphTranslation(model, options, file.Length).Translate();
            return options.FreeFixedBatch ? FixedBatch.Free(graph) : graph;
        }
        catch (InvalidModelException e)
        {
            throw new InvalidModelException($"{source}: {e.Message}", e) { Node = e.Node };
        }
    }
}
