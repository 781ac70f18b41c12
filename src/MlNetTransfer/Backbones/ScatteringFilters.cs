namespace MlNetTransfer.Backbones;

/// <summary>
/// Filters of the scattering network, computed in double precision.
/// Morlet wavelet of direction t: (exp(i xi u) - b) g(u, v) / sum g, where u, v are x, y turned by t, g is a Gaussian of deviation sigma along u and
/// sigma / slant along v, and b makes the sum zero. The band-pass of the finest octave has xi = 3 pi / 4 and sigma = 0.8, so that dilations by 2
/// tile the frequencies (Bruna and Mallat, "Invariant scattering convolution networks", 2013, section 2.1; the same constants as published implementations).
/// </summary>
internal static class ScatteringFilters
{
    /// <summary>Rows and columns of a wavelet: nearly four deviations across, two along its crests.</summary>
    public const int WaveletSize = 7;

    /// <summary>Rows and columns of the low-pass filter before each halving.</summary>
    public const int LowPassSize = 5;

    private const double Frequency = 3 * Math.PI / 4;
    private const double Deviation = 0.8;
    private const double LowPassDeviation = 1.0;

    /// <summary>Wavelet of a direction.</summary>
    /// <param name="orientation">Index of the direction, 0 to <paramref name="orientationCount"/> - 1.</param>
    /// <param name="orientationCount">Number of directions over half a turn.</param>
    /// <returns>Real and imaginary parts, row by row.</returns>
    public static (double[] Real, double[] Imaginary) Morlet(int orientation, int orientationCount)
    {
        const int radius = WaveletSize / 2;
        double slant = 4.0 / orientationCount;
        (double sine, double cosine) = Math.SinCos(Math.PI * orientation / orientationCount);
        double[] envelope = new double[WaveletSize * WaveletSize];
        double[] real = new double[envelope.Length];
        double[] imaginary = new double[envelope.Length];
        for (int i = 0; i < envelope.Length; i++)
        {
            double x = (i % WaveletSize) - radius;
            double y = (i / WaveletSize) - radius;
            double u = (x * cosine) + (y * sine);
            double v = ((y * cosine) - (x * sine)) * slant;
            envelope[i] = Math.Exp(-((u * u) + (v * v)) / (2 * Deviation * Deviation));
            real[i] = envelope[i] * Math.Cos(Frequency * u);
            imaginary[i] = envelope[i] * Math.Sin(Frequency * u);
        }

        // Point symmetry makes the imaginary part's sum zero already: the correction is real.
        double mass = envelope.Sum();
        double correction = real.Sum() / mass;
        for (int i = 0; i < envelope.Length; i++)
        {
            real[i] = (real[i] - (correction * envelope[i])) / mass;
            imaginary[i] /= mass;
        }

        return (real, imaginary);
    }

    /// <summary>Gaussian that sums to one, row by row.</summary>
    public static double[] LowPass()
    {
        const int radius = LowPassSize / 2;
        double[] line = new double[LowPassSize];
        for (int i = 0; i < LowPassSize; i++)
        {
            line[i] = Math.Exp(-(i - radius) * (i - radius) / (2 * LowPassDeviation * LowPassDeviation));
        }

        double mass = line.Sum();
        double[] filter = new double[LowPassSize * LowPassSize];
        for (int i = 0; i < filter.Length; i++)
        {
            filter[i] = line[i / LowPassSize] / mass * (line[i % LowPassSize] / mass);
        }

        return filter;
    }
}
