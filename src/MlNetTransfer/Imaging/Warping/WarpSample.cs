namespace MlNetTransfer.Imaging.Warping;

/// <summary>Where a target pixel comes from.</summary>
/// <param name="Offset">Byte of the first source pixel of its footprint.</param>
/// <param name="ColumnPhase">Fraction of its position along a row.</param>
/// <param name="RowPhase">Fraction of its position along a column.</param>
internal readonly record struct WarpSample(int Offset, int ColumnPhase, int RowPhase);
