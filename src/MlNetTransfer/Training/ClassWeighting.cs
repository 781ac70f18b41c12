namespace MlNetTransfer.Training;

/// <summary>How much each class's samples count.</summary>
public enum ClassWeighting
{
    /// <summary>Every sample counts the same.</summary>
    None,

    /// <summary>Every class counts the same: a sample weighs n / (classes * samples of its class).</summary>
    Balanced,

    /// <summary>As <see cref="HeadOptions.ClassWeights"/> says.</summary>
    Explicit,
}
