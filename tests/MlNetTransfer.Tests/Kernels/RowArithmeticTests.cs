using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Tests.Kernels;

public sealed class RowArithmeticTests
{
    public static TheoryData<int, int> Cases
    {
        get
        {
            var cases = new TheoryData<int, int>();
            foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
            {
                foreach (int length in new[] { 0, 1, 15, 16, 17, 31, 100, 1000 })
                {
                    cases.Add((int)width, length);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_are_scaled_added_and_multiplied_as_the_formulas_say(int width, int length)
    {
        using LaneDispatch.Scope scope = LaneDispatch.Force((LaneWidth)width);
        var random = new SeededRandom(length);
        float[] a = [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5))];
        float[] b = [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5))];
        float[] scaled = new float[length];
        RowArithmetic.Scale(a, 0.7f, scaled);
        Assert.Equal(a.Select(x => x * 0.7f), scaled);
        double expected = a.Zip(b, (x, y) => (double)x * y).Sum();
        Assert.Equal(expected, RowArithmetic.Dot(a, b), 1e-5 * Math.Max(1, length) / 16);
        float[] sum = [.. b];
        float[] cleared = [.. a];
        RowArithmetic.AddScaledAndClear(cleared, 0.7f, sum);
        Assert.All(cleared, x => Assert.Equal(0f, x));
        for (int i = 0; i < length; i++)
        {
            Assert.Equal(b[i] + (0.7 * a[i]), sum[i], 1e-6);
        }
    }
}
