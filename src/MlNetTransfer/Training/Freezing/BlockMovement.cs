namespace MlNetTransfer.Training.Freezing;

/// <summary>How far a block's parameters went.</summary>
/// <param name="Name">Name of the block.</param>
/// <param name="MovingCount">Numbers that could move.</param>
/// <param name="Change">Euclidean length of the change.</param>
/// <param name="Length">Euclidean length of the parameters before.</param>
public sealed record BlockMovement(string Name, long MovingCount, double Change, double Length);
