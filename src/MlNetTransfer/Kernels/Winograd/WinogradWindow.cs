namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Square windows at the edge of a picture.</summary>
internal static class WinogradWindow
{
    /// <summary>Copies a window of a channel block's plane to [y][x][16]; what lies outside the picture becomes zero.</summary>
    /// <param name="layout">Layout of the plane.</param>
    /// <param name="plane">The plane, with its halo.</param>
    /// <param name="at">First row and column of the window.</param>
    /// <param name="size">Rows and columns of the window.</param>
    /// <param name="window">Receives it.</param>
    public static void Copy(BlockedLayout layout, ReadOnlySpan<float> plane, (int Y, int X) at, int size, Span<float> window)
    {
        window[..(size * size * BlockedLayout.Block)].Clear();
        int first = Math.Max(0, -at.X);
        int end = Math.Min(size, layout.Width - at.X);
        for (int y = Math.Max(0, -at.Y); y < Math.Min(size, layout.Height - at.Y) && end > first; y++)
        {
            int from = layout.Offset(0, at.Y + y, at.X + first);
            plane.Slice(from, (end - first) * BlockedLayout.Block).CopyTo(window[(((y * size) + first) * BlockedLayout.Block)..]);
        }
    }

    /// <summary>Whether a window lies in the stored part of a plane: the picture and its halo.</summary>
    public static bool IsStored(BlockedLayout layout, (int Y, int X) at, int size) =>
        at.Y >= -layout.Halo && at.X >= -layout.Halo && at.Y + size <= layout.Height + layout.Halo && at.X + size <= layout.Width + layout.Halo;
}
