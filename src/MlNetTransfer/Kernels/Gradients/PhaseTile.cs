namespace MlNetTransfer.Kernels.Gradients;

/// <summary>A register tile of an input gradient: some pixels of one phase.</summary>
/// <param name="Phase">Index of the phase.</param>
/// <param name="Y">Row of its first pixel in dX.</param>
/// <param name="X">Column of its first pixel in dX.</param>
/// <param name="Input">Offset, in a plane of dY, that its taps count from.</param>
/// <param name="First">Pixels of its first half.</param>
/// <param name="Second">Pixels of its second half.</param>
internal readonly record struct PhaseTile(int Phase, int Y, int X, int Input, int First, int Second);
