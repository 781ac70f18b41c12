// Colour of one row. YCbCr to RGB as JFIF defines it, with libjpeg's constants of 16 fraction bits:
// R = Y + (91881 Cr + 2^15 >> 16), B = Y + (116130 Cb + 2^15 >> 16), G = Y + (-22554 Cb - 46802 Cr + 2^15 >> 16), Cb and Cr minus 128.
// In 16-bit lanes: 91881 = 65536 + 26345 and 116130 = 2 * 65536 - 14942; (a x + 2^15) >> 16 = (high16(2x * a) + 1) >> 1 exactly;
// G as a sum of pairs in 32 bits with -46802 = -65536 + 18734. Exact integers, clamped to 0..255 at the end.
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Colour conversion of rows to interleaved RGB.</summary>
internal static class JpegColorConversion
{
    private const int PixelBytes = Image.ChannelCount;
    private const int WidestLanes = 32;

    /// <summary>Y, Cb, Cr to RGB.</summary>
    public static void FromYCbCr(JpegColorRows rows, Span<byte> target) => Run<YCbCrKernel>(rows, target);

    /// <summary>Three rows to interleaved pixels as they are.</summary>
    public static void Interleave(JpegColorRows rows, Span<byte> target) => Run<InterleaveKernel>(rows, target);

    /// <summary>Multiplies pixels of inverted inks by the inverted black: Pillow's plain conversion without a profile.</summary>
    /// <param name="rgb">Pixels, changed in place.</param>
    /// <param name="black">Inverted black, one byte a pixel.</param>
    /// <param name="mask">255 where <paramref name="rgb"/> holds the file's inverted inks, 0 where it holds their complement.</param>
    public static void ApplyBlack(Span<byte> rgb, ReadOnlySpan<byte> black, byte mask)
    {
        for (int x = 0; x < rgb.Length / PixelBytes; x++)
        {
            int k = black[x];
            for (int c = 0; c < PixelBytes; c++)
            {
                ref byte value = ref rgb[(x * PixelBytes) + c];
                int product = ((value ^ mask) * k) + 128;
                value = (byte)(k - ((product + (product >> 8)) >> 8));
            }
        }
    }

    // Whole vectors straight into the target; the last few pixels through a buffer, since nothing may be written behind the row.
    private static void Run<TKernel>(JpegColorRows rows, Span<byte> target)
        where TKernel : struct, IInt16Kernel<Args>
    {
        int count = target.Length / PixelBytes;
        int whole = count / WidestLanes * WidestLanes;
        Int16LaneDispatch.Run<TKernel, Args>(new Args(rows, target, whole));
        if (whole < count)
        {
            Span<byte> last = stackalloc byte[WidestLanes * PixelBytes];
            Int16LaneDispatch.Run<TKernel, Args>(new Args(rows.From(whole), last, WidestLanes));
            last[..((count - whole) * PixelBytes)].CopyTo(target[(whole * PixelBytes)..]);
        }
    }

    internal readonly ref struct Args(JpegColorRows rows, Span<byte> target, int count)
    {
        public readonly ReadOnlySpan<byte> First = rows.First[..count];
        public readonly ReadOnlySpan<byte> Second = rows.Second[..count];
        public readonly ReadOnlySpan<byte> Third = rows.Third[..count];
        public readonly Span<byte> Target = target[..(count * PixelBytes)];
    }

    internal readonly struct YCbCrKernel : IInt16Kernel<Args>
    {
        public static void Run<TLanes>(Args args)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            ref byte first = ref MemoryMarshal.GetReference(args.First);
            ref byte second = ref MemoryMarshal.GetReference(args.Second);
            ref byte third = ref MemoryMarshal.GetReference(args.Third);
            ref byte target = ref MemoryMarshal.GetReference(args.Target);
            TLanes centre = TLanes.Broadcast(128);
            TLanes one = TLanes.Broadcast(1);
            TLanes redFactor = TLanes.Broadcast(26345);
            TLanes blueFactor = TLanes.Broadcast(-14942);
            TLanes greenFactors = TLanes.BroadcastPair(-22554, 18734);
            TLanes half = TLanes.BroadcastInt32(1 << 15);
            for (int i = 0; i < args.First.Length; i += TLanes.GroupCount * 8)
            {
                TLanes y = TLanes.LoadBytes(in first, (nuint)i);
                TLanes cb = TLanes.Subtract(TLanes.LoadBytes(in second, (nuint)i), centre);
                TLanes cr = TLanes.Subtract(TLanes.LoadBytes(in third, (nuint)i), centre);
                TLanes cb2 = TLanes.Add(cb, cb);
                TLanes cr2 = TLanes.Add(cr, cr);
                TLanes r = TLanes.ShiftRight(TLanes.Add(TLanes.MultiplyHigh(cr2, redFactor), one), 1);
                TLanes red = TLanes.Add(TLanes.Add(y, cr), r);
                TLanes b = TLanes.ShiftRight(TLanes.Add(TLanes.MultiplyHigh(cb2, blueFactor), one), 1);
                TLanes blue = TLanes.Add(TLanes.Add(y, cb2), b);
                TLanes low = TLanes.AddInt32(TLanes.MultiplyAddPairs(TLanes.InterleaveLow(cb, cr), greenFactors), half);
                TLanes high = TLanes.AddInt32(TLanes.MultiplyAddPairs(TLanes.InterleaveHigh(cb, cr), greenFactors), half);
                TLanes g = TLanes.PackSaturatedInt32(TLanes.ShiftRightInt32(low, 16), TLanes.ShiftRightInt32(high, 16));
                TLanes green = TLanes.Add(TLanes.Subtract(y, cr), g);
                TLanes.StoreRgb(red, green, blue, ref target, (nuint)i * PixelBytes);
            }
        }
    }

    internal readonly struct InterleaveKernel : IInt16Kernel<Args>
    {
        public static void Run<TLanes>(Args args)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            ref byte first = ref MemoryMarshal.GetReference(args.First);
            ref byte second = ref MemoryMarshal.GetReference(args.Second);
            ref byte third = ref MemoryMarshal.GetReference(args.Third);
            ref byte target = ref MemoryMarshal.GetReference(args.Target);
            for (int i = 0; i < args.First.Length; i += TLanes.GroupCount * 8)
            {
                TLanes red = TLanes.LoadBytes(in first, (nuint)i);
                TLanes green = TLanes.LoadBytes(in second, (nuint)i);
                TLanes blue = TLanes.LoadBytes(in third, (nuint)i);
                TLanes.StoreRgb(red, green, blue, ref target, (nuint)i * PixelBytes);
            }
        }
    }
}
