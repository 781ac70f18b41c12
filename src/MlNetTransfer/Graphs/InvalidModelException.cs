namespace MlNetTransfer.Graphs;

/// <summary>A model or network file is damaged, hostile, or breaks its format's rules; nothing of it is used.</summary>
public sealed class InvalidModelException : Exception
{
    /// <summary>Makes the exception without a message.</summary>
    public InvalidModelException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Where, what was found, what was expected, what to do.</param>
    public InvalidModelException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    /// <param name="message">Where, what was found, what was expected, what to do.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidModelException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The node or entry at fault, if one is.</summary>
    public string? Node { get; init; }
}
