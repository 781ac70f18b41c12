namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Neighbouring items that run as one: some panels over some tiles of a picture.</summary>
internal readonly record struct WorkStretch(int Picture, int FirstPanel, int EndPanel, int FirstTile, int EndTile, int ItemCount);
