namespace MlNetTransfer.Runtime;

/// <summary>Steps that run one after another, each made of independent items: one parallel region of a <see cref="ThreadTeam"/>.</summary>
internal interface IStepSequence
{
    /// <summary>Number of steps; a step starts when all items of the one before are done.</summary>
    int StepCount { get; }

    /// <summary>Number of items of a step.</summary>
    int ItemCount(int step);

    /// <summary>Runs items [first, end) of a step as one worker.</summary>
    /// <param name="step">Index of the step.</param>
    /// <param name="first">First item.</param>
    /// <param name="end">After the last item.</param>
    /// <param name="worker">Index of the worker, for its scratch; 0 is the caller.</param>
    void RunItems(int step, int first, int end, int worker);
}
