namespace MlNetTransfer.Scenarios;

/// <summary>Cancels after a number of training steps; called on the training's own thread.</summary>
internal sealed class StopAfterSteps(int count, CancellationTokenSource source) : IProgress<TrainingProgress>
{
    private int _steps;

    public void Report(TrainingProgress value)
    {
        if (value.Phase.StartsWith("training ", StringComparison.Ordinal) && ++_steps == count)
        {
            source.Cancel();
        }
    }
}
