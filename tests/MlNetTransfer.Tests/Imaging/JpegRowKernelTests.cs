using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Runtime;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Upsampling and colour conversion at every width against their formulas, one sample at a time.</summary>
public sealed class JpegRowKernelTests
{
    [Fact]
    public void Colours_equal_the_fixed_point_formula_for_every_chroma_pair()
    {
        byte[] y = new byte[65536];
        byte[] cb = new byte[65536];
        byte[] cr = new byte[65536];
        byte[] expected = new byte[65536 * 3];
        for (int i = 0; i < y.Length; i++)
        {
            (y[i], cb[i], cr[i]) = ((byte)(i * 31), (byte)i, (byte)(i >> 8));
            (int b, int r) = (cb[i] - 128, cr[i] - 128);
            expected[3 * i] = Clamp(y[i] + (((91881 * r) + 32768) >> 16));
            expected[(3 * i) + 1] = Clamp(y[i] + (((-22554 * b) + (-46802 * r) + 32768) >> 16));
            expected[(3 * i) + 2] = Clamp(y[i] + (((116130 * b) + 32768) >> 16));
        }

        Assert.Equal(expected, Convert<JpegColorConversion.YCbCrKernel, Int16x8>(y, cb, cr));
        if (Int16LaneDispatch.Has16)
        {
            Assert.Equal(expected, Convert<JpegColorConversion.YCbCrKernel, Int16x16>(y, cb, cr));
        }

        if (Int16LaneDispatch.Has32)
        {
            Assert.Equal(expected, Convert<JpegColorConversion.YCbCrKernel, Int16x32>(y, cb, cr));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(101)]
    public void Rows_of_any_length_leave_what_follows_alone(int count)
    {
        byte[] row = Random(count + JpegUpsampling.Slack, count);
        byte[] target = [.. Enumerable.Repeat((byte)77, (count * 3) + 5)];
        JpegColorConversion.Interleave(new JpegColorRows(row, row, row), target.AsSpan(0, count * 3));
        for (int i = 0; i < count * 3; i++)
        {
            Assert.Equal(row[i / 3], target[i]);
        }

        Assert.All(target[(count * 3)..], v => Assert.Equal(77, v));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(15)]
    [InlineData(64)]
    [InlineData(101)]
    public void Triangle_filters_equal_their_formulas(int count)
    {
        int slack = 2 * JpegUpsampling.Slack;
        byte[] near = Random(count + slack, 1);
        byte[] far = Random(count + slack, 2);
        short[] sums = new short[count + 2 + slack];
        byte[] twice = new byte[(2 * count) + slack];
        byte[] once = new byte[count + slack];

        JpegUpsampling.BlendRows(near, far, sums, count);
        JpegUpsampling.DoubleBlended(sums, twice, count);
        JpegUpsampling.NarrowBlended(sums, 2, once, count);
        for (int i = 0; i < count; i++)
        {
            (int left, int right) = (Math.Max(i - 1, 0), Math.Min(i + 1, count - 1));
            Assert.Equal(((3 * Sum(i)) + Sum(left) + 8) >> 4, twice[2 * i]);
            Assert.Equal(((3 * Sum(i)) + Sum(right) + 7) >> 4, twice[(2 * i) + 1]);
            Assert.Equal((Sum(i) + 2) >> 2, once[i]);
        }

        JpegUpsampling.WidenRow(near, sums, count);
        JpegUpsampling.DoubleWidened(sums, twice, count);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(((3 * near[i]) + near[Math.Max(i - 1, 0)] + 1) >> 2, twice[2 * i]);
            Assert.Equal(((3 * near[i]) + near[Math.Min(i + 1, count - 1)] + 2) >> 2, twice[(2 * i) + 1]);
        }

        int Sum(int i) => (3 * near[i]) + far[i];
    }

    [Fact]
    public void Lane_operations_agree_across_widths_and_with_plain_arithmetic()
    {
        short[] a = [.. Random(64, 3).Zip(Random(64, 4), (h, l) => (short)((h << 8) | l))];
        short[] b = [.. Random(64, 5).Zip(Random(64, 6), (h, l) => (short)((h << 8) | l))];
        CheckLanes<Int16x8>(a, b);
        if (Int16LaneDispatch.Has16)
        {
            CheckLanes<Int16x16>(a, b);
        }

        if (Int16LaneDispatch.Has32)
        {
            CheckLanes<Int16x32>(a, b);
        }
    }

    private static void CheckLanes<TLanes>(short[] a, short[] b)
        where TLanes : struct, IInt16Lanes<TLanes>
    {
        int count = TLanes.GroupCount * 8;
        TLanes x = TLanes.Load(in a[0], 0);
        TLanes y = TLanes.Load(in b[0], 0);
        Equal(TLanes.MultiplyLow(x, y), i => unchecked((short)(a[i] * b[i])));
        Equal(TLanes.MultiplyHigh(x, y), i => (short)((a[i] * b[i]) >> 16));
        Equal(TLanes.Add(x, y), i => unchecked((short)(a[i] + b[i])));
        Equal(TLanes.Subtract(x, y), i => unchecked((short)(a[i] - b[i])));
        Equal(TLanes.InterleaveLow(x, y), i => ((i & 1) == 0 ? a : b)[(i & ~7) + ((i & 7) / 2)]);
        Equal(TLanes.InterleaveHigh(x, y), i => ((i & 1) == 0 ? a : b)[(i & ~7) + 4 + ((i & 7) / 2)]);
        Equal(TLanes.InterleaveLowInt32(x, y), i => ((i & 2) == 0 ? a : b)[(i & ~7) + ((i & 4) / 2) + (i & 1)]);
        Equal(TLanes.InterleaveHighInt32(x, y), i => ((i & 2) == 0 ? a : b)[(i & ~7) + 4 + ((i & 4) / 2) + (i & 1)]);
        Equal(TLanes.InterleaveLowInt64(x, y), i => ((i & 4) == 0 ? a : b)[(i & ~7) + (i & 3)]);
        Equal(TLanes.InterleaveHighInt64(x, y), i => ((i & 4) == 0 ? a : b)[(i & ~7) + 4 + (i & 3)]);
        TLanes products = TLanes.MultiplyAddPairs(x, y);
        TLanes packed = TLanes.PackSaturatedInt32(TLanes.ShiftRightInt32(products, 12), TLanes.ShiftRightInt32(products, 20));
        Equal(packed, i =>
        {
            int pair = (i & ~7) + (2 * (i & 3));
            int product = unchecked((a[pair] * b[pair]) + (a[pair + 1] * b[pair + 1]));
            return (short)Math.Clamp(product >> ((i & 4) == 0 ? 12 : 20), short.MinValue, short.MaxValue);
        });
        byte[] bytes = new byte[count];
        TLanes.StoreBytes(TLanes.ShiftRight(x, 4), ref bytes[0], 0);
        Assert.All(Enumerable.Range(0, count), i => Assert.Equal(Math.Clamp(a[i] >> 4, 0, 255), bytes[i]));

        void Equal(TLanes actual, Func<int, short> expected)
        {
            short[] values = new short[count];
            TLanes.Store(actual, ref values[0], 0);
            Assert.Equal([.. Enumerable.Range(0, count).Select(expected)], values);
        }
    }

    private static byte[] Convert<TKernel, TLanes>(byte[] first, byte[] second, byte[] third)
        where TKernel : struct, IInt16Kernel<JpegColorConversion.Args>
        where TLanes : struct, IInt16Lanes<TLanes>
    {
        byte[] target = new byte[first.Length * 3];
        TKernel.Run<TLanes>(new JpegColorConversion.Args(new JpegColorRows(first, second, third), target, first.Length));
        return target;
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);

    private static byte[] Random(int count, long seed)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt32(256))];
    }
}
