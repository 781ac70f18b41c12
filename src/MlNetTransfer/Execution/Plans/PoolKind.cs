namespace MlNetTransfer.Execution.Plans;

/// <summary>How a window becomes one number.</summary>
internal enum PoolKind
{
    /// <summary>Largest value of the window.</summary>
    Max,

    /// <summary>Mean of the window.</summary>
    Average,

    /// <summary>Largest value of the channel.</summary>
    GlobalMax,

    /// <summary>Mean of the channel.</summary>
    GlobalAverage,
}
