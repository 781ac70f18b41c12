using System.Buffers.Binary;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>The IHDR chunk (PNG section 11.2.1).</summary>
internal readonly record struct PngHeader(int Width, int Height, byte BitDepth, PngColorType ColorType, bool Interlaced)
{
    /// <summary>Bytes of the chunk's content.</summary>
    internal const int Size = 13;

    /// <summary>Samples of one pixel.</summary>
    internal int SampleCount => ColorType switch
    {
        PngColorType.Rgb => 3,
        PngColorType.GreyAlpha => 2,
        PngColorType.Rgba => 4,
        _ => 1,
    };

    /// <summary>Distance to the pixel on the left in bytes, for the filters: 1 or more.</summary>
    internal int FilterDistance => Math.Max(1, SampleCount * BitDepth / 8);

    /// <summary>In words, for <see cref="DecodeResult.Description"/>.</summary>
    internal string Description
    {
        get
        {
            string color = ColorType switch
            {
                PngColorType.Grey => "grey",
                PngColorType.Rgb => "RGB",
                PngColorType.Palette => "palette",
                PngColorType.GreyAlpha => "grey with alpha",
                _ => "RGBA",
            };
            return Text.Of($"{BitDepth}-bit {color}{(Interlaced ? ", interlaced" : "")}");
        }
    }

    /// <summary>Bytes of a row of some pixels without its filter byte.</summary>
    internal int RowSize(int width) => (int)((((long)width * SampleCount * BitDepth) + 7) / 8);

    /// <summary>Reads the chunk; tells what is wrong with it.</summary>
    internal static PngHeader Read(ReadOnlySpan<byte> chunk, DecodeOptions options, out DecodeResult? refusal)
    {
        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        byte depth = chunk[8];
        var color = (PngColorType)chunk[9];
        refusal = CheckCoding(depth, color, chunk[10..]) ?? DecodeLimits.Check(ImageFormat.Png, width, height, options);
        return refusal is null ? new PngHeader((int)width, (int)height, depth, color, chunk[12] == 1) : default;
    }

    private static DecodeResult? CheckCoding(byte depth, PngColorType color, ReadOnlySpan<byte> methods)
    {
        bool known = color switch
        {
            PngColorType.Grey => depth is 1 or 2 or 4 or 8 or 16,
            PngColorType.Palette => depth is 1 or 2 or 4 or 8,
            PngColorType.Rgb or PngColorType.GreyAlpha or PngColorType.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!known)
        {
            return Refuse(Text.Of($"PNG header has colour type {(byte)color} with {depth} bits, a combination that PNG does not have. Re-export the picture."));
        }

        if (methods[0] != 0 || methods[1] != 0 || methods[2] > 1)
        {
            return Refuse(Text.Of($"PNG header has compression {methods[0]}, filter {methods[1]}, interlace {methods[2]}; PNG has 0, 0 and 0 or 1. Re-export the picture."));
        }

        return null;
    }

    private static DecodeResult Refuse(string message) => DecodeResult.Refuse(ImageFormat.Png, DecodeReason.BadHeader, message, 16);
}
