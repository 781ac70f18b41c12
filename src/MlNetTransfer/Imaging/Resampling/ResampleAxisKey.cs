namespace MlNetTransfer.Imaging.Resampling;

/// <summary>What an axis's weights depend on.</summary>
/// <param name="SourceSize">Samples of the source.</param>
/// <param name="OutputSize">Samples of the whole output.</param>
/// <param name="First">First output sample that is wanted.</param>
/// <param name="Count">Number of output samples that are wanted.</param>
/// <param name="Interpolation">The filter.</param>
internal readonly record struct ResampleAxisKey(int SourceSize, int OutputSize, int First, int Count, Interpolation Interpolation);
