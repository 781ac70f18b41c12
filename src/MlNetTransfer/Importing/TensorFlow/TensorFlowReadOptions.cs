namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Name and limits for <see cref="TensorFlowReader"/>; the defaults are safe for files from anywhere.</summary>
public sealed record TensorFlowReadOptions
{
    /// <summary>What messages call the file.</summary>
    /// <value>The default value is <c>graph.pb</c>.</value>
    public string SourceName { get; init; } = "graph.pb";

    /// <summary>Largest file, in bytes.</summary>
    /// <value>The default value is 2 GiB - 1, the format's own limit.</value>
    public long MaxModelBytes { get; init; } = int.MaxValue;

    /// <summary>Largest number of nodes; 20 times as many inputs and attributes are allowed.</summary>
    /// <value>The default value is 100,000.</value>
    public int MaxNodeCount { get; init; } = 100_000;

    /// <summary>Largest number of bytes that constants may take beyond those in the file: repeated values, rearranged weights.</summary>
    /// <value>The default value is 256 MiB; rearranged weights get twice the file's size on top.</value>
    public long MaxExpandedBytes { get; init; } = 256L << 20;

    /// <summary>Values that are wanted (<c>node</c> or <c>node:1</c>); only what they need is read.</summary>
    /// <value>The default value is empty: everything that depends on the input and is read by nobody, and the signature's outputs.</value>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Whether a first input dimension fixed at 1 becomes the batch size where the network allows it.</summary>
    /// <value>The default value is true. A network allows it when every output then has the batch as its first dimension.</value>
    public bool FreeFixedBatch { get; init; } = true;
}
