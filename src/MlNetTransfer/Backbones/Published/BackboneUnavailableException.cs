namespace MlNetTransfer.Backbones.Published;

/// <summary>A network that was asked for by name could not be had; the message says where it was looked for and which file to put where.</summary>
public sealed class BackboneUnavailableException : Exception
{
    /// <summary>Makes the exception without details.</summary>
    public BackboneUnavailableException()
    {
    }

    /// <summary>Makes the exception with its message.</summary>
    /// <param name="message">The message.</param>
    public BackboneUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public BackboneUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What went wrong, as far as a caller can act on it.</summary>
    public BackboneFailure Failure { get; init; }
}
