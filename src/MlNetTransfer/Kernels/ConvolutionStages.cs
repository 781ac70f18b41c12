namespace MlNetTransfer.Kernels;

/// <summary>A convolution as one operation, or as two of which the second reads what the first wrote.</summary>
/// <param name="First">Reads the input; null for none.</param>
/// <param name="BetweenLength">Floats of a picture that <paramref name="First"/> writes for <paramref name="Last"/>, which then reads no other input.</param>
/// <param name="Last">Writes the output.</param>
internal readonly record struct ConvolutionStages(PreparedOperation? First, int BetweenLength, PreparedOperation Last);
