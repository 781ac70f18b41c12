namespace MlNetTransfer.Kernels;

/// <summary>Rows above and columns to the left of the input (negative to crop); those below and to the right follow from the layouts.</summary>
internal readonly record struct SpatialPadSpec(int Top, int Left, SpatialPadKind Kind, float Value = 0f);
