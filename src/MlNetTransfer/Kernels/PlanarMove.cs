namespace MlNetTransfer.Kernels;

/// <summary>Moves elements: output[i0, i1, ...] = input[t0[i0] + t1[i1] + ...], or a fill value where any entry is negative.</summary>
/// <remarks>
/// Transpose, Slice, Split, Concat, Pad of every mode, Expand, Tile and Gather with constant indices are all this one operation with other
/// tables. Exact: nothing is computed. The result may be a part of a larger tensor (Concat): it is written with its own strides.
/// Reference: data/golden/nodes; rows are everything but the last axis.
/// </remarks>
internal sealed class PlanarMove : PlanarOperation
{
    private readonly PlanarMoveMap _map;
    private readonly int[] _last;
    private readonly bool _contiguous;

    public PlanarMove(PlanarMoveMap map, PlanarStrides strides)
        : base(strides, RowsOf(map), map.Dimensions[^1])
    {
        _map = map;
        _last = map.Offsets[^1];
        _contiguous = IsRun(_last);
    }

    protected override void RunRows(in PlanarOperands operands, int firstRow, int endRow)
    {
        for (int row = firstRow; row < endRow; row++)
        {
            int source = Locate(row, out int target);
            Span<float> output = operands.Output.Slice(target, _last.Length);
            if (source < 0)
            {
                output.Fill(_map.Fill);
            }
            else if (_contiguous)
            {
                operands.Input.Slice(source + _last[0], _last.Length).CopyTo(output);
            }
            else
            {
                for (int i = 0; i < output.Length; i++)
                {
                    int offset = _last[i];
                    output[i] = offset < 0 ? _map.Fill : operands.Input[source + offset];
                }
            }
        }
    }

    private static int RowsOf(PlanarMoveMap map)
    {
        int rows = map.Dimensions[^1] == 0 ? 0 : 1;
        foreach (int dimension in map.Dimensions.AsSpan(0, map.Dimensions.Length - 1))
        {
            rows = checked(rows * dimension);
        }

        return rows;
    }

    private static bool IsRun(int[] offsets)
    {
        for (int i = 0; i < offsets.Length; i++)
        {
            if (offsets[0] < 0 || offsets[i] != offsets[0] + i)
            {
                return false;
            }
        }

        return true;
    }

    private int Locate(int row, out int target)
    {
        int source = 0;
        bool filled = false;
        target = _map.TargetOffset;
        for (int axis = _map.Dimensions.Length - 2; axis >= 0; axis--)
        {
            (row, int index) = Math.DivRem(row, _map.Dimensions[axis]);
            int offset = _map.Offsets[axis][index];
            filled |= offset < 0;
            source += offset;
            target += index * _map.TargetStrides[axis];
        }

        return filled ? -1 : source;
    }
}
