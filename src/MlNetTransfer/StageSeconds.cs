namespace MlNetTransfer;

/// <summary>Wall-clock time of each stage, in seconds.</summary>
public sealed record StageSeconds
{
    /// <summary>Reading and compiling the backbone.</summary>
    public double Load { get; init; }

    /// <summary>Reading, decoding, resizing and running the backbone; these overlap.</summary>
    public double Extract { get; init; }

    /// <summary>Fitting, choosing and calibrating the head.</summary>
    public double Head { get; init; }

    /// <summary>Fine-tuning, with all judging of what was tried.</summary>
    public double FineTuning { get; init; }

    /// <summary>Everything, from the call to its return.</summary>
    public double Total { get; init; }
}
