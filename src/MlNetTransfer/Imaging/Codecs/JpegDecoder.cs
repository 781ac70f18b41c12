namespace MlNetTransfer.Imaging.Codecs;

/// <summary>JPEG pictures; the decoder joins from another branch.</summary>
internal static class JpegDecoder
{
    internal static DecodeResult Decode(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        _ = options;
        return DecodeResult.Refuse(ImageFormat.Jpeg, DecodeReason.UnsupportedFormat, Text.Of($"JPEG of {data.Length:N0} bytes is not decoded by this build. Convert it to PNG."));
    }
}
