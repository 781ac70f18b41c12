namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Offsets of a panel's channels in a picture's output and residual.</summary>
internal readonly struct PanelPlaces
{
    public PanelPlaces(ConvolutionSpec spec, Panel panel, int lanes, int picture)
    {
        Output = Start(spec.Output, panel.Channel, picture);
        VectorOutput = Start(spec.Output, panel.Channel + lanes, picture) - Output;
        if (spec.Residual is { } residual)
        {
            Residual = Start(residual, panel.Channel, picture);
            VectorResidual = Start(residual, panel.Channel + lanes, picture) - Residual;
        }
    }

    /// <summary>First channel's plane in the output.</summary>
    public nint Output { get; }

    /// <summary>First channel's plane in the residual.</summary>
    public nint Residual { get; }

    /// <summary>From the first vector's output to the second's.</summary>
    public nint VectorOutput { get; }

    /// <summary>From the first vector's residual to the second's.</summary>
    public nint VectorResidual { get; }

    private static nint Start(BlockedLayout layout, int channel, int picture) =>
        ((nint)picture * layout.ImageStride) + ((nint)(channel / BlockedLayout.Block) * layout.PlaneStride) + (channel % BlockedLayout.Block);
}
