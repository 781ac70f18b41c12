using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Kernels transformed to G g G^T, packed as [panel][point][input channel][output channel of the panel].</summary>
/// <remarks>The transform runs in double precision and rounds once.</remarks>
internal sealed class WinogradWeights
{
    private const int KernelSize = 3;

    /// <summary>Transforms and packs.</summary>
    /// <param name="spec">The convolution.</param>
    /// <param name="lanes">Floats in a vector.</param>
    /// <param name="g">G, [points along an axis, 3].</param>
    /// <param name="weights">[O, I, 3, 3].</param>
    public WinogradWeights(ConvolutionSpec spec, int lanes, double[,] g, ReadOnlySpan<float> weights)
    {
        ConvolutionShape shape = spec.Shape;
        int size = g.GetLength(0);
        int points = size * size;
        int padded = spec.Output.Blocks * BlockedLayout.Block;
        List<Panel> panels = [];
        for (int channel = 0; channel < padded;)
        {
            int vectors = padded - channel < 2 * lanes ? 1 : 2;
            int perPoint = shape.InputChannels * vectors * lanes;
            panels.Add(new Panel(channel, vectors, checked(channel * points * shape.InputChannels), perPoint, 0, 0, 0));
            channel += vectors * lanes;
        }

        Panels = [.. panels];
        Packed = new AlignedBuffer(checked(padded * points * shape.InputChannels));
        Packed.Span.Clear();
        Span<double> transformed = stackalloc double[points];
        foreach (Panel panel in Panels)
        {
            int width = panel.Vectors * lanes;
            for (int v = 0; v < width && panel.Channel + v < shape.OutputChannels; v++)
            {
                for (int c = 0; c < shape.InputChannels; c++)
                {
                    int kernel = (((panel.Channel + v) * shape.InputChannels) + c) * KernelSize * KernelSize;
                    Transform(g, weights.Slice(kernel, KernelSize * KernelSize), transformed);
                    for (int point = 0; point < points; point++)
                    {
                        Packed.Span[panel.Weights + (point * panel.WeightCount) + (c * width) + v] = (float)transformed[point];
                    }
                }
            }
        }
    }

    /// <summary>The panels; <see cref="Panel.WeightCount"/> counts those of one point.</summary>
    public Panel[] Panels { get; }

    /// <summary>Transformed weights.</summary>
    public AlignedBuffer Packed { get; }

    private static void Transform(double[,] g, ReadOnlySpan<float> kernel, Span<double> transformed)
    {
        int size = g.GetLength(0);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double sum = 0;
                for (int y = 0; y < KernelSize; y++)
                {
                    for (int x = 0; x < KernelSize; x++)
                    {
                        sum += g[i, y] * kernel[(y * KernelSize) + x] * g[j, x];
                    }
                }

                transformed[(i * size) + j] = sum;
            }
        }
    }
}
