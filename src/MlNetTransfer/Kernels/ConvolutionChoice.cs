namespace MlNetTransfer.Kernels;

/// <summary>Which algorithm computes a convolution: a pure function of its shape, never of batch size or thread count.</summary>
/// <remarks>
/// The limits come from measurements on a Zen 5 core: F(4x4) is 2.5 times as fast as direct at 56x56 and 28x28; at 14x14 F(2x2) is 1.7 times as fast as direct, F(4x4)
/// 2.2 times where its weights are transformed once; at 7x7 reading those takes longer than it saves for one picture (512 channels: 1.5 against 0.8 ms). With few
/// channels the transforms cost what the products save.
/// </remarks>
internal static class ConvolutionChoice
{
    private const int MinWinogradChannels = 32;
    private const int MinWinograd4Size = 20;
    private const int MinWinograd2Size = 7;
    private const int MinFixedWinograd4Size = 12;
    private const int Winograd2Points = 16;
    private const int Winograd4Points = 36;
    private const long StagedWeightBytes = 1 << 20;

    /// <summary>Chooses.</summary>
    /// <param name="shape">Sizes of the layer.</param>
    /// <param name="allowWinograd">False in the precise numeric mode.</param>
    public static ConvolutionAlgorithm For(ConvolutionShape shape, bool allowWinograd)
    {
        if (shape.Groups > 1)
        {
            bool depthwise = shape.GroupInputChannels == 1 && shape.GroupOutputChannels == 1;
            return depthwise ? ConvolutionAlgorithm.Depthwise : ConvolutionAlgorithm.Grouped;
        }

        if (shape is { InputHeight: 1, InputWidth: 1, KernelHeight: 1, KernelWidth: 1, RequiredHalo: 0 })
        {
            return ConvolutionAlgorithm.Dense;
        }

        return allowWinograd ? WinogradOrDirect(shape) : ConvolutionAlgorithm.Direct;
    }

    /// <summary>Chooses for a layer whose weights stay as they are, so that preparing them may take time and memory.</summary>
    /// <param name="shape">Sizes of the layer.</param>
    /// <param name="allowWinograd">False in the precise numeric mode.</param>
    public static ConvolutionAlgorithm ForFixedWeights(ConvolutionShape shape, bool allowWinograd)
    {
        ConvolutionAlgorithm choice = For(shape, allowWinograd);
        bool larger = choice == ConvolutionAlgorithm.Winograd2 && Math.Min(shape.OutputHeight, shape.OutputWidth) >= MinFixedWinograd4Size;
        return larger ? ConvolutionAlgorithm.Winograd4 : choice;
    }

    /// <summary>Whether a convolution whose weights stay as they are runs in two stages: where Winograd's weights do not fit a second cache, they are read once for all tiles.</summary>
    /// <param name="shape">Sizes of the layer.</param>
    /// <param name="allowWinograd">False in the precise numeric mode.</param>
    public static bool InStages(ConvolutionShape shape, bool allowWinograd) => ForFixedWeights(shape, allowWinograd) switch
    {
        ConvolutionAlgorithm.Winograd2 => TransformedBytes(shape, Winograd2Points) > StagedWeightBytes,
        ConvolutionAlgorithm.Winograd4 => TransformedBytes(shape, Winograd4Points) > StagedWeightBytes,
        _ => false,
    };

    /// <summary>Whether a 1x1 convolution with strides, whose weights stay as they are, first gathers the pixels that it reads.</summary>
    /// <param name="shape">Sizes of the layer.</param>
    /// <remarks>
    /// Where weights do not fit a second cache, the picture is gone through several times: better through the quarter that counts (512 to 1024 channels at 28x28: 106
    /// to 150 GFLOP/s on a core that reaches 155 elsewhere).
    /// </remarks>
    public static bool GathersFirst(ConvolutionShape shape) =>
        shape is { Groups: 1, KernelHeight: 1, KernelWidth: 1, RequiredHalo: 0 } && shape.StrideY * shape.StrideX > 1
        && (long)shape.InputChannels * shape.OutputChannels * sizeof(float) > StagedWeightBytes;

    private static long TransformedBytes(ConvolutionShape shape, int points) => (long)points * shape.InputChannels * shape.OutputChannels * sizeof(float);

    private static ConvolutionAlgorithm WinogradOrDirect(ConvolutionShape shape)
    {
        bool fits = shape is { KernelHeight: 3, KernelWidth: 3, StrideX: 1, StrideY: 1, DilationX: 1, DilationY: 1 };
        if (!fits || Math.Min(shape.InputChannels, shape.OutputChannels) < MinWinogradChannels)
        {
            return ConvolutionAlgorithm.Direct;
        }

        int smaller = Math.Min(shape.OutputHeight, shape.OutputWidth);
        return smaller >= MinWinograd4Size ? ConvolutionAlgorithm.Winograd4
            : smaller >= MinWinograd2Size ? ConvolutionAlgorithm.Winograd2
            : ConvolutionAlgorithm.Direct;
    }
}
