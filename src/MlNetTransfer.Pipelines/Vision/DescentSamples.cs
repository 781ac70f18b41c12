using MlNetTransfer.Tensors;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>Feature vectors and their classes.</summary>
internal sealed record DescentSamples(FeatureMatrix Features, int[] Labels)
{
    public int Count => Labels.Length;
}
