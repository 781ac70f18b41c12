namespace MlNetTransfer.Kernels.Rows;

/// <summary>Rows [FirstRow, EndRow) of a channel block of a picture.</summary>
internal readonly record struct RowBand(int Picture, int Block, int FirstRow, int EndRow);
