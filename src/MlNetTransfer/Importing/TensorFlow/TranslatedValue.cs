namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>A TensorFlow value in the graph.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="IsChannelsFirst">Whether the file's value is [N, H, W, C] and the graph's is the same one as [N, C, H, W]; else the axes are as in the file.</param>
internal readonly record struct TranslatedValue(string Name, bool IsChannelsFirst);
