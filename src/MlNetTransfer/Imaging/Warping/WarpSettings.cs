namespace MlNetTransfer.Imaging.Warping;

/// <summary>How a warp samples.</summary>
internal readonly record struct WarpSettings
{
    /// <summary>The filter; antialiased for all but <see cref="Imaging.Interpolation.TensorFlowBilinear"/>.</summary>
    internal required Interpolation Interpolation { get; init; }

    /// <summary>What is outside.</summary>
    internal BorderFill Border { get; init; }

    /// <summary>Colour of <see cref="BorderFill.Color"/>.</summary>
    internal Rgb Color { get; init; }

    /// <summary>The part of the source that counts as the picture; null for all of it.</summary>
    internal PixelRectangle? Region { get; init; }

    /// <summary>Width of the vectors; 0 takes the machine's widest.</summary>
    internal int LaneCount { get; init; }
}
