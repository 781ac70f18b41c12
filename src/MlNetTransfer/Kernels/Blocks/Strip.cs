namespace MlNetTransfer.Kernels.Blocks;

/// <summary>Some output rows of a picture, for some pairs of channel blocks.</summary>
internal readonly record struct Strip(int Picture, int FirstRow, int Rows, int FirstPair, int EndPair, int ItemCount);
