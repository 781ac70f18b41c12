namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Floats from one picture to the next in each operand of a planar gradient; 0 for an operand that is the same for all pictures.</summary>
/// <param name="Input">dY.</param>
/// <param name="Second">Second operand; 0 when there is none.</param>
/// <param name="Third">Third operand; 0 when there is none.</param>
/// <param name="Output">The gradient; 0 where gradients over the pictures are added up.</param>
internal readonly record struct PlanarGradientStrides(int Input, int Second, int Third, int Output);
