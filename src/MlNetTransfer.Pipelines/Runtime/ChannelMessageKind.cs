namespace MlNetTransfer.Pipelines.Runtime;

/// <summary>How important a message is.</summary>
public enum ChannelMessageKind
{
    /// <summary>Details, such as the figures of an epoch.</summary>
    Trace = 0,

    /// <summary>What is being done.</summary>
    Info = 1,

    /// <summary>What should be looked at, such as pictures that could not be used.</summary>
    Warning = 2,

    /// <summary>What went wrong.</summary>
    Error = 3,
}
