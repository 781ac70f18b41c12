using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Blocks;

/// <summary>Tiles of a chain's links for strips of some height.</summary>
/// <remarks>Offsets count from the strip's first row: row 0 of the expanded window is the strip's first row times the stride, and may lie above or below the window.</remarks>
internal sealed class StripSweeps
{
    public StripSweeps(InvertedResidualSpec spec, StripLayouts layouts, LaneWidth width, int rows)
    {
        ConvolutionShape depthwise = spec.Depthwise.Shape;
        ConvolutionSpec middle = spec.Depthwise with
        {
            Input = layouts.Expanded ?? spec.Input,
            Output = Cut(layouts.Convolved, rows),
            Residual = null,
        };
        Depthwise = new TileSweep(middle, TileLimits.SingleVectorHalfTile(width));
        if (spec.Project is { } project)
        {
            Project = new TileSweep(
                project with
                {
                    Input = Cut(layouts.Convolved, rows),
                    Output = Cut(project.Output, rows),
                    Residual = project.Residual is { } residual ? Cut(residual, rows) : null,
                },
                TileLimits.HalfTile(width));
        }

        if (spec.Expand is not null)
        {
            // A strip at the picture's edge reads fewer rows.
            Expand = new TileSweep?[StripDivision.WindowRows(depthwise, rows) + 1];
        }
    }

    /// <summary>Expansion of a number of input rows, by that number; null where no strip needs it.</summary>
    public TileSweep?[] Expand { get; } = [];

    public TileSweep Depthwise { get; }

    public TileSweep? Project { get; }

    /// <summary>Adds the tiles that expand a number of rows.</summary>
    public void AddExpand(InvertedResidualSpec spec, StripLayouts layouts, LaneWidth width, int rows)
    {
        ConvolutionSpec expand = spec.Expand!;
        Expand[rows] ??= new TileSweep(
            expand with { Input = Cut(expand.Input, rows), Output = Cut(layouts.Expanded!.Value, rows) with { Channels = expand.Output.Channels } },
            TileLimits.HalfTile(width));
    }

    private static BlockedLayout Cut(BlockedLayout layout, int rows) => layout with { Height = rows };
}
