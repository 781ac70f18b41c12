namespace MlNetTransfer.Pipelines.Persistence;

/// <summary>The file that is being read.</summary>
internal sealed record ChainSource(string Name, MLContext Context, IReadOnlyDictionary<string, byte[]> Attachments);
