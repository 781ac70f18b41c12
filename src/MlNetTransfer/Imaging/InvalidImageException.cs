namespace MlNetTransfer.Imaging;

/// <summary>A picture was refused where one was needed.</summary>
public sealed class InvalidImageException : Exception
{
    /// <summary>Makes the exception without details.</summary>
    public InvalidImageException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">File, what was found, what was expected, what to do.</param>
    public InvalidImageException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    /// <param name="message">File, what was found, what was expected, what to do.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidImageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Format of the content.</summary>
    public ImageFormat Format { get; init; }

    /// <summary>Why.</summary>
    public DecodeReason Reason { get; init; }

    /// <summary>Byte offset of the problem, or -1.</summary>
    public long ByteOffset { get; init; } = -1;
}
