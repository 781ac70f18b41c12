namespace MlNetTransfer.Kernels;

/// <summary>What stands in padded rows and columns.</summary>
internal enum SpatialPadKind
{
    /// <summary>A constant.</summary>
    Constant,

    /// <summary>The nearest pixel.</summary>
    Edge,

    /// <summary>Pixels mirrored at the border pixel, which is not repeated.</summary>
    Reflect,
}
