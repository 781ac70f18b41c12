using Microsoft.ML.Runtime;

namespace MlNetTransfer.MicrosoftML;

/// <summary>Tells the pipeline's log when a training begins something new, and passes everything on.</summary>
internal sealed class ChannelProgress(IChannel channel, IProgress<TrainingProgress>? next) : IProgress<TrainingProgress>
{
    private string _phase = "";

    public void Report(TrainingProgress value)
    {
        if (Interlocked.Exchange(ref _phase, value.Phase) != value.Phase)
        {
            channel.Trace(MessageSensitivity.None, value.Phase);
        }

        next?.Report(value);
    }
}
