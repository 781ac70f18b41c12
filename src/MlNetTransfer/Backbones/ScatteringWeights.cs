using MlNetTransfer.Tensors;

namespace MlNetTransfer.Backbones;

/// <summary>Puts the scattering filters into convolution weights. Channels are ordered [octave][colour][direction].</summary>
internal static class ScatteringWeights
{
    /// <summary>Luminance, red-green and yellow-blue.</summary>
    public const int ColorCount = 3;

    /// <summary>Rows: luminance (BT.601), half of red - green, quarter of red + green minus half of blue (opponent colours).</summary>
    private static readonly double[,] _opponent = { { 0.299, 0.587, 0.114 }, { 0.5, -0.5, 0 }, { 0.25, 0.25, -0.5 } };

    /// <summary>Filters over colour planes: [ColorCount x filters, 3, K, K], each filter on one opponent colour.</summary>
    /// <param name="filters">One or more filters of equal size, row by row.</param>
    /// <param name="fromRgb">Whether the input is red, green, blue, so that the change of colours is folded in; else it is opponent colours.</param>
    public static (Shape Shape, double[] Values) OverColors(IReadOnlyList<double[]> filters, bool fromRgb)
    {
        int taps = filters[0].Length;
        int size = (int)Math.Sqrt(taps);
        double[] values = new double[ColorCount * filters.Count * ColorCount * taps];
        int at = 0;
        for (int color = 0; color < ColorCount; color++)
        {
            foreach (double[] filter in filters)
            {
                for (int channel = 0; channel < ColorCount; channel++)
                {
                    double weight = fromRgb ? _opponent[color, channel] : color == channel ? 1 : 0;
                    foreach (double tap in filter)
                    {
                        values[at++] = weight * tap;
                    }
                }
            }
        }

        return (new Shape(ColorCount * filters.Count, ColorCount, size, size), values);
    }

    /// <summary>The same filter on each channel by itself: [channels, 1, K, K].</summary>
    public static (Shape Shape, double[] Values) Depthwise(double[] filter, int channelCount)
    {
        int size = (int)Math.Sqrt(filter.Length);
        double[] values = new double[channelCount * filter.Length];
        for (int channel = 0; channel < channelCount; channel++)
        {
            filter.CopyTo(values, channel * filter.Length);
        }

        return (new Shape(channelCount, 1, size, size), values);
    }

    /// <summary>
    /// Means over pairs of directions that differ by the same turn, as a 1x1 convolution. Input channels are [second direction][map][first
    /// direction], output channels [map][turn]; a map is an octave of the first order in one colour.
    /// </summary>
    /// <param name="mapCount">Number of maps.</param>
    /// <param name="directionCount">Number of directions L.</param>
    public static (Shape Shape, double[] Values) OverTurns(int mapCount, int directionCount)
    {
        int inputCount = directionCount * mapCount * directionCount;
        int outputCount = mapCount * directionCount;
        double[] values = new double[outputCount * inputCount];
        for (int map = 0; map < mapCount; map++)
        {
            for (int first = 0; first < directionCount; first++)
            {
                for (int turn = 0; turn < directionCount; turn++)
                {
                    int second = (first + turn) % directionCount;
                    int input = (((second * mapCount) + map) * directionCount) + first;
                    values[((((map * directionCount) + turn) * inputCount) + input)] = 1.0 / directionCount;
                }
            }
        }

        return (new Shape(outputCount, inputCount, 1, 1), values);
    }
}
