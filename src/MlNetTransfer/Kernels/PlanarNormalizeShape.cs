namespace MlNetTransfer.Kernels;

/// <summary>What <see cref="PlanarNormalize"/> works on.</summary>
/// <param name="RowCount">Rows of one picture.</param>
/// <param name="RowLength">Consecutive elements that share mean and variance.</param>
/// <param name="EntryPerRow">Whether scale and bias have an entry for each row (channels) rather than for each element of a row.</param>
/// <param name="Epsilon">Added to the variance.</param>
internal readonly record struct PlanarNormalizeShape(int RowCount, int RowLength, bool EntryPerRow, float Epsilon);
