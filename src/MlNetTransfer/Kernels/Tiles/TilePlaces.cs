using System.Runtime.CompilerServices;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Where one of a call's tiles reads and writes.</summary>
internal readonly ref struct TilePlaces
{
    /// <summary>Input of the first row.</summary>
    public readonly ref float Input;

    /// <summary>Residual of the first row; a null reference for none.</summary>
    public readonly ref readonly float Residual;

    /// <summary>Output of the first row.</summary>
    public readonly ref float Output;

    /// <summary>From this tile's inputs to the next one's.</summary>
    public readonly nint InputAhead;

    /// <summary>Finds the places of tile <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TilePlaces(in TileCall call, in TileOperands operands, int index)
    {
        Input = ref Unsafe.AsRef(in operands.Input);
        Output = ref operands.Output;
        Residual = ref operands.Residual;
        InputAhead = call.InputAhead;
        if (call.Tiles.IsEmpty)
        {
            return;
        }

        Tile tile = call.Tiles[index];
        Input = ref Unsafe.Add(ref Input, tile.Input);
        Output = ref Unsafe.Add(ref Output, tile.Output);
        if (!Unsafe.IsNullRef(in operands.Residual))
        {
            Residual = ref Unsafe.Add(ref Unsafe.AsRef(in operands.Residual), tile.Residual);
        }

        if (index + 1 < call.Tiles.Length)
        {
            InputAhead = call.Tiles[index + 1].Input - tile.Input;
        }
    }
}
