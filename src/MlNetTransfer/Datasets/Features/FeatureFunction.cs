using MlNetTransfer.Tensors;

namespace MlNetTransfer.Datasets.Features;

/// <summary>Runs a network up to its features.</summary>
/// <param name="pixels">The pictures.</param>
/// <param name="features">Receives one vector a picture, one after another.</param>
public delegate void FeatureFunction(PixelBatch pixels, Span<float> features);
