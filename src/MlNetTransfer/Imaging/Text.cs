namespace MlNetTransfer.Imaging;

/// <summary>Messages that read the same in every culture.</summary>
internal static class Text
{
    /// <summary>Fills in the values.</summary>
    internal static string Of(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>Up to 40 printable characters of raw bytes, the others as dots.</summary>
    internal static string Excerpt(ReadOnlySpan<byte> bytes)
    {
        const int Longest = 40;
        ReadOnlySpan<byte> shown = bytes[..Math.Min(bytes.Length, Longest)];
        return string.Create(shown.Length, shown, static (text, source) =>
        {
            for (int i = 0; i < source.Length; i++)
            {
                text[i] = source[i] is >= 0x20 and < 0x7F ? (char)source[i] : '.';
            }
        });
    }
}
