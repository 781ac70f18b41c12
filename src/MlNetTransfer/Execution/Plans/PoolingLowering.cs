using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>MaxPool, AveragePool, GlobalMaxPool, GlobalAveragePool.</summary>
internal static class PoolingLowering
{
    public static string? Lower(LoweringNode node) => node.Operator switch
    {
        MaxPool when node.HasOutput(1) => "its second output (indices) is used",
        MaxPool pool => LowerWindow(node, PoolKind.Max, pool.Window, countIncludePad: 0),
        AveragePool pool => LowerWindow(node, PoolKind.Average, pool.Window, pool.CountIncludePad ? 1 : 0),
        GlobalMaxPool => LowerGlobal(node, PoolKind.GlobalMax),
        _ => LowerGlobal(node, PoolKind.GlobalAverage),
    };

    /// <summary>Pools everything behind the channels, whatever the rank.</summary>
    public static string? LowerGlobal(LoweringNode node, PoolKind kind)
    {
        Shape input = node.InputShape(0);
        if (input.Rank < 3)
        {
            return $"input of rank {input.Rank}; expected [N, C, ...]";
        }

        int area = PlanarAxis.Of(input.AsSpan(), 2, input.Rank).Length;
        int source = input.Rank == 4 ? node.Input(0) : node.Reshaped(node.Input(0), new Shape(input[0], input[1], area, 1));
        int pooled = node.OutputShape().Rank == 4 ? node.Declare() : node.Temporary(new Shape(input[0], input[1], 1, 1));
        node.Emit(new PoolStep { Name = node.Name, Inputs = [source], Output = pooled, Kind = kind });
        if (node.OutputShape().Rank != 4)
        {
            node.EmitReshape(pooled);
        }

        return null;
    }

    private static string? LowerWindow(LoweringNode node, PoolKind kind, Window window, int countIncludePad)
    {
        Shape input = node.InputShape(0);
        if (input.Rank != 4)
        {
            return $"input of rank {input.Rank}; only two-dimensional pictures (rank 4) are supported";
        }

        ResolvedWindow pads = ResolvedWindow.Of(window, window.Kernel, (input[2], input[3]));
        node.Emit(new PoolStep
        {
            Name = node.Name,
            Inputs = [node.Input(0)],
            Output = node.Declare(),
            Kind = kind,
            Window = new PoolingShape
            {
                KernelHeight = window.Kernel.Height,
                KernelWidth = window.Kernel.Width,
                StrideY = window.Strides.Height,
                StrideX = window.Strides.Width,
                DilationY = window.Dilations.Height,
                DilationX = window.Dilations.Width,
                PadTop = pads.Top,
                PadLeft = pads.Left,
                PadBottom = pads.Bottom,
                PadRight = pads.Right,
                CountIncludePad = countIncludePad != 0,
            },
        });
        return null;
    }
}
