namespace MlNetTransfer.Persistence;

/// <summary>A file could not be written; what was there before is untouched.</summary>
public sealed class FileWriteException : IOException
{
    /// <summary>Makes the exception without details.</summary>
    public FileWriteException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">File, what was found, what to do.</param>
    public FileWriteException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    /// <param name="message">File, what was found, what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FileWriteException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Why.</summary>
    public FileWriteFailure Failure { get; init; }
}
