namespace MlNetTransfer.Execution;

/// <summary>What batch normalisations do while a network learns.</summary>
public enum BatchNormalizationMode
{
    /// <summary>They keep the statistics of pre-training (inference mode): right for the small batches of fine-tuning, and by far the fastest.</summary>
    Frozen,

    /// <summary>They normalise by each batch's own statistics and move their running ones (training mode).</summary>
    Updating,
}
