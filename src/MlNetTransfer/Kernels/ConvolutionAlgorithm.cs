namespace MlNetTransfer.Kernels;

/// <summary>Ways to compute a convolution; see <see cref="ConvolutionChoice"/>.</summary>
internal enum ConvolutionAlgorithm
{
    /// <summary>Register tiles over pixels and output channels, straight from the blocked layout; any kernel, stride, dilation.</summary>
    Direct,

    /// <summary>Each channel by itself.</summary>
    Depthwise,

    /// <summary>Groups of several channels.</summary>
    Grouped,

    /// <summary>One pixel in, one pixel out: a dense layer.</summary>
    Dense,

    /// <summary>Winograd's minimal filtering F(2x2, 3x3).</summary>
    Winograd2,

    /// <summary>Winograd's minimal filtering F(4x4, 3x3).</summary>
    Winograd4,
}
