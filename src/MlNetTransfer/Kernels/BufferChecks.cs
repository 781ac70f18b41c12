namespace MlNetTransfer.Kernels;

/// <summary>Checks once what kernels then rely on.</summary>
internal static class BufferChecks
{
    /// <summary>Throws unless a buffer holds a batch in a layout.</summary>
    public static void Holds(ReadOnlySpan<float> buffer, BlockedLayout layout, int batch, string name) => Holds(buffer.Length, layout.Length(batch), name);

    /// <summary>Throws unless a buffer is long enough.</summary>
    public static void Holds(int length, long needed, string name)
    {
        if (length < needed)
        {
            throw new ArgumentException(FormattableString.Invariant($"The buffer holds {length} elements; the operation needs {needed}."), name);
        }
    }

    /// <summary>Throws unless a layout has the size that a shape gives.</summary>
    public static void Matches(BlockedLayout layout, int channels, int height, int width, string name)
    {
        if (layout.Channels != channels || layout.Height != height || layout.Width != width)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The layout is {layout.Channels}x{layout.Height}x{layout.Width}; the shape gives {channels}x{height}x{width}."), name);
        }
    }

    /// <summary>Throws unless two layouts have the same size; halos may differ.</summary>
    public static void SameSize(BlockedLayout layout, BlockedLayout other, string name) => Matches(layout, other.Channels, other.Height, other.Width, name);
}
