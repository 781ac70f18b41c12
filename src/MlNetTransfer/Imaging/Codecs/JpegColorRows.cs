namespace MlNetTransfer.Imaging.Codecs;

/// <summary>One row of three components at full width, each with slack behind its end.</summary>
/// <param name="first">Y, red, cyan or grey.</param>
/// <param name="second">Cb, green or magenta.</param>
/// <param name="third">Cr, blue or yellow.</param>
internal readonly ref struct JpegColorRows(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
{
    public readonly ReadOnlySpan<byte> First = first;
    public readonly ReadOnlySpan<byte> Second = second;
    public readonly ReadOnlySpan<byte> Third = third;

    /// <summary>The rows from a column on.</summary>
    public JpegColorRows From(int column) => new(First[column..], Second[column..], Third[column..]);
}
