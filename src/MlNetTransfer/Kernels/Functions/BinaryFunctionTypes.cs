using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Functions;

// The functions of BinaryKind, one small type each: together they are the table.

/// <summary><see cref="BinaryKind.Add"/>.</summary>
internal readonly struct Sum : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Add(a, b);
}

/// <summary><see cref="BinaryKind.Sub"/>.</summary>
internal readonly struct Difference : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Subtract(a, b);
}

/// <summary><see cref="BinaryKind.Mul"/>.</summary>
internal readonly struct Product : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Multiply(a, b);
}

/// <summary><see cref="BinaryKind.Div"/>.</summary>
internal readonly struct Quotient : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Divide(a, b);
}

/// <summary><see cref="BinaryKind.Max"/>.</summary>
internal readonly struct Larger : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.ChooseEqual(a, a, TLanes.Max(a, b), a);
}

/// <summary><see cref="BinaryKind.Min"/>.</summary>
internal readonly struct Smaller : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.ChooseEqual(a, a, TLanes.Min(a, b), a);
}
