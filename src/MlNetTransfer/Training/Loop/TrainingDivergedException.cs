namespace MlNetTransfer.Training.Loop;

/// <summary>The loss of a gradient training left all bounds; the model of the last checkpoint is untouched.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Makes an exception without a place.</summary>
    public TrainingDivergedException()
    {
    }

    /// <summary>Makes an exception without a place.</summary>
    /// <param name="message">What happened and what to do.</param>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception without a place.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Index of the epoch.</summary>
    public int Epoch { get; init; }

    /// <summary>Index of the step in the epoch.</summary>
    public int Step { get; init; }

    /// <summary>The loss.</summary>
    public double Loss { get; init; }
}
