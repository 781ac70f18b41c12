namespace MlNetTransfer.Kernels;

/// <summary>Sizes of a two-dimensional convolution as ONNX's Conv has them; pads may be asymmetric.</summary>
internal readonly record struct ConvolutionShape
{
    public ConvolutionShape()
    {
    }

    /// <summary>C of the input.</summary>
    public required int InputChannels { get; init; }

    /// <summary>C of the output.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Rows of the input.</summary>
    public required int InputHeight { get; init; }

    /// <summary>Columns of the input.</summary>
    public required int InputWidth { get; init; }

    /// <summary>Rows of the kernel.</summary>
    public required int KernelHeight { get; init; }

    /// <summary>Columns of the kernel.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>Parts that input and output channels are divided into.</summary>
    public int Groups { get; init; } = 1;

    public int StrideY { get; init; } = 1;

    public int StrideX { get; init; } = 1;

    public int DilationY { get; init; } = 1;

    public int DilationX { get; init; } = 1;

    public int PadTop { get; init; }

    public int PadLeft { get; init; }

    public int PadBottom { get; init; }

    public int PadRight { get; init; }

    /// <summary>Rows of the output.</summary>
    public int OutputHeight => ((InputHeight + PadTop + PadBottom - (DilationY * (KernelHeight - 1)) - 1) / StrideY) + 1;

    /// <summary>Columns of the output.</summary>
    public int OutputWidth => ((InputWidth + PadLeft + PadRight - (DilationX * (KernelWidth - 1)) - 1) / StrideX) + 1;

    /// <summary>Border of zeros that a blocked input must have so that every window is a plain read.</summary>
    public int RequiredHalo => Math.Max(Math.Max(PadTop, PadBottom), Math.Max(PadLeft, PadRight));

    /// <summary>Input channels of each group.</summary>
    public int GroupInputChannels => InputChannels / Groups;

    /// <summary>Output channels of each group.</summary>
    public int GroupOutputChannels => OutputChannels / Groups;

    /// <summary>Multiplications and additions of one picture.</summary>
    public long Operations => 2L * OutputHeight * OutputWidth * OutputChannels * GroupInputChannels * KernelHeight * KernelWidth;
}
