using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Importing.TensorFlow;

namespace MlNetTransfer.Importing;

/// <summary>Reads a network of any known format, which is recognised by content: ONNX, or a frozen TensorFlow graph (.pb, .meta).</summary>
public static class NetworkReader
{
    /// <summary>Reads a network.</summary>
    /// <param name="file">The whole file; weights of the graph may be views of it, so it must not change afterwards.</param>
    /// <param name="sourceName">What messages call the file.</param>
    /// <returns>The graph with ONNX semantics.</returns>
    /// <exception cref="InvalidModelException">The file is of another format, damaged, hostile, or breaks its format's rules.</exception>
    /// <exception cref="UnsupportedOperatorException">The network uses operators or forms that cannot be run; all of them are listed.</exception>
    public static Graph Read(ReadOnlyMemory<byte> file, string sourceName)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourceName);
        return NetworkFormats.Recognize(file) is NetworkFormat.TensorFlowGraph or NetworkFormat.TensorFlowMetaGraph or NetworkFormat.TensorFlowSavedModel
            ? TensorFlowReader.Read(file, new TensorFlowReadOptions { SourceName = sourceName })
            : OnnxReader.Read(file, new OnnxReadOptions { SourceName = sourceName });
    }
}
