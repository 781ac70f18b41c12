namespace MlNetTransfer.Tests.References;

/// <summary>The discrete cosine transform straight from ITU-T T.81 A.3.3, in double precision.</summary>
internal static class JpegDctReference
{
    private const int Side = 8;

    public static double[] Inverse(ReadOnlySpan<short> coefficients) => Apply([.. coefficients.ToArray().Select(c => (double)c)], isInverse: true);

    public static double[] Forward(ReadOnlySpan<int> samples) => Apply([.. samples.ToArray().Select(s => (double)s)], isInverse: false);

    // Sum over both axes of value * C(u)/2 * C(v)/2 * cos((2x+1)u pi/16) * cos((2y+1)v pi/16), C(0) = 1/sqrt 2.
    private static double[] Apply(double[] values, bool isInverse)
    {
        double[] half = new double[values.Length];
        double[] result = new double[values.Length];
        for (int line = 0; line < Side; line++)
        {
            for (int i = 0; i < Side; i++)
            {
                for (int j = 0; j < Side; j++)
                {
                    half[(line * Side) + i] += values[(line * Side) + j] * Basis(i, j, isInverse);
                }
            }
        }

        for (int column = 0; column < Side; column++)
        {
            for (int i = 0; i < Side; i++)
            {
                for (int j = 0; j < Side; j++)
                {
                    result[(i * Side) + column] += half[(j * Side) + column] * Basis(i, j, isInverse);
                }
            }
        }

        return result;
    }

    private static double Basis(int output, int input, bool isInverse)
    {
        (int x, int u) = isInverse ? (output, input) : (input, output);
        return (u == 0 ? Math.Sqrt(0.5) : 1) / 2 * Math.Cos(((2 * x) + 1) * u * Math.PI / 16);
    }
}
