using MlNetTransfer.Graphs;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Reads networks in ONNX format, opsets 7 to 21 of the default operator set.</summary>
/// <remarks>
/// <para><b>What is trusted</b>: nothing. Sizes are checked before memory is taken, no file is opened, nothing is executed.</para>
/// <para><b>Ownership</b>: weights of the graph are views of the file's bytes, which must not change afterwards.</para>
/// <para><b>Batch</b>: a first dimension of an input that is symbolic or below 1 is the batch size; other symbolic dimensions are unknown. A first
/// dimension of 1 becomes the batch size where every output then has it too (<see cref="OnnxReadOptions.FreeFixedBatch"/>), with a notice.</para>
/// <para><b>Precision</b>: binary16 and bfloat16 are widened, values, weights and conversions alike.</para>
/// </remarks>
public static class OnnxReader
{
    /// <summary>Oldest opset that is read.</summary>
    public const int MinOpset = 7;

    /// <summary>Newest opset that is read.</summary>
    public const int MaxOpset = 21;

    /// <summary>Reads a network.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="options">Name and limits; null for the defaults.</param>
    /// <returns>The graph, its nodes in topological order.</returns>
    /// <exception cref="InvalidModelException">The file is of another format, damaged, hostile, or breaks ONNX's rules.</exception>
    /// <exception cref="UnsupportedOperatorException">The network uses operators or forms that cannot be run; all of them are listed.</exception>
    public static Graph Read(ReadOnlyMemory<byte> file, OnnxReadOptions? options = null)
    {
        options ??= new OnnxReadOptions();
        string source = options.SourceName;
        if (file.Length > options.MaxModelBytes)
        {
            throw new InvalidModelException(FormattableString.Invariant(
                $"{source}: {file.Length:N0} bytes, {options.MaxModelBytes:N0} are allowed; raise MaxModelBytes if you trust the file."));
        }

        if (TensorFlowAdvice(file) is { } other)
        {
            throw new InvalidModelException($"{source}: {other}");
        }

        if (OtherFormats.Advice(file.Span) is { } advice)
        {
            throw new InvalidModelException($"{source}: {advice}");
        }

        try
        {
            OnnxModel model = new OnnxParser(options).Parse(file);
            Graph graph = new GraphAssembly(model, options).Assemble();
            return options.FreeFixedBatch ? FixedBatch.Free(graph) : graph;
        }
        catch (InvalidModelException e)
        {
            throw new InvalidModelException($"{source}: {e.Message}", e) { Node = e.Node };
        }
    }

    private static string? TensorFlowAdvice(ReadOnlyMemory<byte> file) => NetworkFormats.Recognize(file) switch
    {
        NetworkFormat.TensorFlowGraph or NetworkFormat.TensorFlowMetaGraph => "this is a TensorFlow graph (.pb or .meta), not an ONNX network; TensorFlowReader reads it.",
        NetworkFormat.TensorFlowSavedModel => NetworkFormats.SavedModelAdvice,
        _ => null,
    };
}
