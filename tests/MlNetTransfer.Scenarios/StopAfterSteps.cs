namespace MlNetTransfer.Scenarios;

/// <summary>Cancels after a number of training steps of a name; called on the training's own thread.</summary>
internal sealed class StopAfterSteps(int count, CancellationTokenSource source, string name = "") : IProgress<TrainingProgress>
{
    private int _steps;

    /// <summary>Whether there were as many.</summary>
    public bool IsReached => _steps >= count;

    public void Report(TrainingProgress value)
    {
        if (value.Phase.StartsWith("training ", StringComparison.Ordinal) && value.Phase.Contains(name, StringComparison.Ordinal) && ++_steps == count)
        {
            source.Cancel();
        }
    }
}
