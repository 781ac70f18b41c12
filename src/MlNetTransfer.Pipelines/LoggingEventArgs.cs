using MlNetTransfer.Pipelines.Runtime;

namespace MlNetTransfer.Pipelines;

/// <summary>A message of <see cref="MLContext.Log"/>.</summary>
public sealed class LoggingEventArgs : EventArgs
{
    internal LoggingEventArgs(string rawMessage, ChannelMessageKind kind, string source)
    {
        RawMessage = rawMessage;
        Kind = kind;
        Source = source;
    }

    /// <summary>Source, kind and text: <c>[Source=..., Kind=...] text</c>.</summary>
    public string Message => $"[Source={Source}, Kind={Kind}] {RawMessage}";

    /// <summary>The text alone.</summary>
    public string RawMessage { get; }

    /// <summary>Who says it.</summary>
    public string Source { get; }

    /// <summary>How important it is.</summary>
    public ChannelMessageKind Kind { get; }
}
