namespace MlNetTransfer.Kernels;

/// <summary>Floats from one picture to the next in each operand of a planar operation; 0 for an operand that is the same for all pictures.</summary>
/// <param name="Input">First operand.</param>
/// <param name="Second">Second operand; 0 when there is none.</param>
/// <param name="Output">Result.</param>
internal readonly record struct PlanarStrides(int Input, int Second, int Output);
