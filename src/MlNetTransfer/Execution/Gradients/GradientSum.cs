namespace MlNetTransfer.Execution.Gradients;

/// <summary>What is known of the gradient of one value: parts that exist, and convolutions that will each give a part.</summary>
internal sealed class GradientSum
{
    /// <summary>Values to be added up.</summary>
    public List<int> Parts { get; } = [];

    /// <summary>Steps without output yet: the last to be emitted adds the other parts and applies the mask.</summary>
    public List<ConvolutionInputGradientStep> Deferred { get; } = [];
}
