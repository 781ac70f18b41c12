namespace MlNetTransfer.Imaging;

/// <summary>The checks that every decoder makes before it allocates.</summary>
internal static class DecodeLimits
{
    /// <summary>Compares a header's size with the limits.</summary>
    /// <returns>The refusal, or null when the size is allowed.</returns>
    internal static DecodeResult? Check(ImageFormat format, long width, long height, DecodeOptions options)
    {
        if (width <= 0 || height <= 0)
        {
            return DecodeResult.Refuse(
                format, DecodeReason.BadHeader, Text.Of($"{format.DisplayName()} header says {width}x{height} pixels, expected at least 1x1. Re-export the picture."));
        }

        bool sideTooLong = width > options.MaxDimension || height > options.MaxDimension;
        long maxPixels = Math.Min(options.MaxPixels, Array.MaxLength / Image.ChannelCount);
        if (!sideTooLong && width * height <= maxPixels)
        {
            return null;
        }

        string limit = sideTooLong
            ? Text.Of($"sides of up to {options.MaxDimension:N0} (DecodeOptions.MaxDimension)")
            : Text.Of($"up to {maxPixels:N0} pixels (DecodeOptions.MaxPixels)");
        return DecodeResult.Refuse(
            format,
            DecodeReason.TooManyPixels,
            Text.Of($"{format.DisplayName()} header says {width:N0}x{height:N0} pixels, allowed are {limit}. Shrink the picture or raise the limit.")) with
        {
            StoredWidth = (int)Math.Min(width, int.MaxValue),
            StoredHeight = (int)Math.Min(height, int.MaxValue),
        };
    }
}
