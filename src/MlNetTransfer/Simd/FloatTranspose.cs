using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetTransfer.Simd;

/// <summary>Transposes blocks of 4 x 4 floats in registers. Offsets count floats; there are no bounds checks.</summary>
internal static class FloatTranspose
{
    /// <summary>Rows and columns of a block.</summary>
    public const int Size = 4;

    /// <summary>target[j, i] = source[i, j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref readonly float source, nint sourceStep, ref float target, nint targetStep)
    {
        Block block = Block.Load(in source, sourceStep);
        block.Row0.StoreUnsafe(ref target);
        block.Row1.StoreUnsafe(ref Unsafe.Add(ref target, targetStep));
        block.Row2.StoreUnsafe(ref Unsafe.Add(ref target, 2 * targetStep));
        block.Row3.StoreUnsafe(ref Unsafe.Add(ref target, 3 * targetStep));
    }

    /// <summary>target[j, i] += source[i, j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref readonly float source, nint sourceStep, ref float target, nint targetStep)
    {
        Block block = Block.Load(in source, sourceStep);
        AddRow(block.Row0, ref target);
        AddRow(block.Row1, ref Unsafe.Add(ref target, targetStep));
        AddRow(block.Row2, ref Unsafe.Add(ref target, 2 * targetStep));
        AddRow(block.Row3, ref Unsafe.Add(ref target, 3 * targetStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(Vector128<float> row, ref float target) => (Vector128.LoadUnsafe(ref target) + row).StoreUnsafe(ref target);

    /// <summary>A transposed block.</summary>
    private struct Block
    {
        public Vector128<float> Row0;
        public Vector128<float> Row1;
        public Vector128<float> Row2;
        public Vector128<float> Row3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Block Load(ref readonly float source, nint step)
        {
            Vector128<float> a = Vector128.LoadUnsafe(in source);
            Vector128<float> b = Vector128.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in source), step));
            Vector128<float> c = Vector128.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in source), 2 * step));
            Vector128<float> d = Vector128.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in source), 3 * step));
            Block block;
            if (Sse.IsSupported)
            {
                Vector128<float> lowAb = Sse.UnpackLow(a, b);
                Vector128<float> highAb = Sse.UnpackHigh(a, b);
                Vector128<float> lowCd = Sse.UnpackLow(c, d);
                Vector128<float> highCd = Sse.UnpackHigh(c, d);
                block.Row0 = Sse.MoveLowToHigh(lowAb, lowCd);
                block.Row1 = Sse.MoveHighToLow(lowCd, lowAb);
                block.Row2 = Sse.MoveLowToHigh(highAb, highCd);
                block.Row3 = Sse.MoveHighToLow(highCd, highAb);
                return block;
            }

            block.Row0 = Vector128.Create(a[0], b[0], c[0], d[0]);
            block.Row1 = Vector128.Create(a[1], b[1], c[1], d[1]);
            block.Row2 = Vector128.Create(a[2], b[2], c[2], d[2]);
            block.Row3 = Vector128.Create(a[3], b[3], c[3], d[3]);
            return block;
        }
    }
}
