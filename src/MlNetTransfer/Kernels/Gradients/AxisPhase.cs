namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Input positions first, first + stride, ... along one axis, which the same kernel taps reach.</summary>
/// <remarks>
/// Input i and tap k meet at output (i + pad - k dilation) / stride where that divides. For position j of the phase, tap t therefore reads output
/// <paramref name="Places"/>[t] + j: a convolution of stride 1 without a wasted product. Taps descend, so that places ascend.
/// </remarks>
/// <param name="First">First position.</param>
/// <param name="Count">Number of positions.</param>
/// <param name="Stride">From one position to the next.</param>
/// <param name="Taps">Index of each tap in the kernel.</param>
/// <param name="Places">Output that each tap reads for the first position; may lie outside.</param>
internal sealed record AxisPhase(int First, int Count, int Stride, int[] Taps, int[] Places)
{
    /// <summary>Whether neighbouring taps read neighbouring outputs.</summary>
    public bool IsContiguous => Places.Length < 2 || Places[1] - Places[0] == 1;

    /// <summary>Phases of the rows.</summary>
    public static AxisPhase[] Rows(ConvolutionShape shape) =>
        Of(shape.InputHeight, shape.OutputHeight, shape.KernelHeight, shape.StrideY, (shape.DilationY, shape.PadTop));

    /// <summary>Phases of the columns.</summary>
    public static AxisPhase[] Columns(ConvolutionShape shape) =>
        Of(shape.InputWidth, shape.OutputWidth, shape.KernelWidth, shape.StrideX, (shape.DilationX, shape.PadLeft));

    /// <summary>Outputs outside the picture that the phases read.</summary>
    public static int RequiredHalo(AxisPhase[] phases, int outputs)
    {
        int halo = 0;
        foreach (AxisPhase phase in phases)
        {
            foreach (int place in phase.Places)
            {
                halo = Math.Max(halo, Math.Max(-place, place + phase.Count - outputs));
            }
        }

        return halo;
    }

    private static AxisPhase[] Of(int inputs, int outputs, int kernel, int stride, (int Dilation, int Pad) reach)
    {
        AxisPhase[] phases = new AxisPhase[Math.Min(stride, inputs)];
        for (int first = 0; first < phases.Length; first++)
        {
            int count = (inputs - first + stride - 1) / stride;
            List<int> taps = [];
            List<int> places = [];
            for (int tap = kernel - 1; tap >= 0; tap--)
            {
                int distance = first + reach.Pad - (tap * reach.Dilation);
                int place = distance / stride;
                if (distance % stride == 0 && place < outputs && place + count > 0)
                {
                    taps.Add(tap);
                    places.Add(place);
                }
            }

            phases[first] = new AxisPhase(first, count, stride, [.. taps], [.. places]);
        }

        return phases;
    }
}
