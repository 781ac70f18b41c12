namespace MlNetTransfer.Cli;

/// <summary>Options that contradict each other or the files they name.</summary>
internal sealed class UsageException(string message) : Exception(message);
