namespace MlNetTransfer.Importing.Onnx;

/// <summary>Name and limits for <see cref="OnnxReader"/>; the defaults are safe for files from anywhere.</summary>
public sealed record OnnxReadOptions
{
    /// <summary>What messages call the file.</summary>
    /// <value>The default value is <c>model.onnx</c>.</value>
    public string SourceName { get; init; } = "model.onnx";

    /// <summary>Largest file, in bytes.</summary>
    /// <value>The default value is 2 GiB - 1, the format's own limit.</value>
    public long MaxModelBytes { get; init; } = int.MaxValue;

    /// <summary>Largest number of nodes.</summary>
    /// <value>The default value is 100,000.</value>
    public int MaxNodeCount { get; init; } = 100_000;

    /// <summary>Largest number of tensors: initializers and constants.</summary>
    /// <value>The default value is 65,536.</value>
    public int MaxTensorCount { get; init; } = 65_536;

    /// <summary>Contents of external data files by the location that the model names; empty: external data are refused.</summary>
    /// <value>The default value is empty. The reader opens no file itself.</value>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ExternalData { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>Whether a first input dimension fixed at 1 becomes the batch size where the network allows it.</summary>
    /// <value>The default value is true. A network allows it when every output then has the batch as its first dimension.</value>
    public bool FreeFixedBatch { get; init; } = true;
}
