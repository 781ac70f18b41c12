namespace MlNetTransfer.Importing.Onnx;

/// <summary>What <see cref="OnnxWriter"/> puts into a file besides the network.</summary>
public sealed record OnnxWriteOptions
{
    /// <summary>Name of the program that writes, for the file's <c>producer_name</c>.</summary>
    /// <value>The default value is <c>MlNetTransfer</c>.</value>
    public string ProducerName { get; init; } = "MlNetTransfer";

    /// <summary>Metadata to add to the graph's own; the same key replaces the graph's.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
