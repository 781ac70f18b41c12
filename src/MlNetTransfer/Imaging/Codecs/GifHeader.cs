using System.Buffers.Binary;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>What stands before the pixels of a GIF file's first frame.</summary>
/// <remarks>Source: GIF89a specification (CompuServe, 1990), sections 18 to 26.</remarks>
internal sealed class GifHeader
{
    private const int ScreenSize = 13;
    private const int DescriptorSize = 9;
    private const byte ExtensionMark = 0x21;
    private const byte ImageMark = 0x2C;
    private const byte TrailerMark = 0x3B;
    private const byte GraphicControl = 0xF9;
    private const byte TableFlag = 0x80;
    private const byte InterlaceFlag = 0x40;
    private const byte TransparentFlag = 0x01;
    private const int TableSizeMask = 7;

    /// <summary>Columns of the canvas, enlarged where the frame reaches beyond, as in Pillow.</summary>
    internal int Width { get; private set; }

    /// <summary>Rows of the canvas, enlarged where the frame reaches beyond.</summary>
    internal int Height { get; private set; }

    internal int Left { get; private set; }

    internal int Top { get; private set; }

    internal int FrameWidth { get; private set; }

    internal int FrameHeight { get; private set; }

    internal bool Interlaced { get; private set; }

    /// <summary>Index of the transparent colour, or -1.</summary>
    internal int TransparentIndex { get; private set; } = -1;

    /// <summary>Red, green, blue of 256 entries; those that the file lacks are the grey of their index, as in Pillow.</summary>
    internal byte[] Palette { get; } = new byte[256 * Image.ChannelCount];

    /// <summary>Where the LZW data begins (its code size byte).</summary>
    internal int DataOffset { get; private set; }

    /// <summary>In words, for <see cref="DecodeResult.Description"/>.</summary>
    internal string Description => Text.Of(
        $"first frame {FrameWidth}x{FrameHeight}{(Interlaced ? ", interlaced" : "")}{(TransparentIndex >= 0 ? ", transparent" : "")}");

    /// <summary>Reads up to the first frame's pixels; null with a refusal when there is none.</summary>
    internal static GifHeader? Read(ReadOnlySpan<byte> data, DecodeOptions options, out DecodeResult? refusal)
    {
        ReadOnlySpan<byte> prefix = data[..Math.Min(data.Length, 6)];
        if (data.Length >= 6 && !prefix.SequenceEqual("GIF87a"u8) && !prefix.SequenceEqual("GIF89a"u8))
        {
            refusal = Refuse(DecodeReason.BadHeader, Text.Of($"GIF version is '{Text.Excerpt(prefix[3..])}', expected 87a or 89a. Re-export the picture."), 3);
            return null;
        }

        if (data.Length < ScreenSize)
        {
            refusal = Ended(data.Length);
            return null;
        }

        GifHeader header = new()
        {
            Width = BinaryPrimitives.ReadUInt16LittleEndian(data[6..]),
            Height = BinaryPrimitives.ReadUInt16LittleEndian(data[8..]),
        };
        int position = ScreenSize;
        header.ClearPalette();
        if ((data[10] & TableFlag) != 0)
        {
            header.ReadPalette(data, data[10], ref position);
        }

        refusal = header.FindFrame(data, position, options);
        return refusal is null ? header : null;
    }

    private DecodeResult? FindFrame(ReadOnlySpan<byte> data, int position, DecodeOptions options)
    {
        while (position < data.Length && data[position] != TrailerMark)
        {
            switch (data[position++])
            {
                case ExtensionMark:
                    ReadExtension(data, ref position);
                    break;
                case ImageMark:
                    return ReadDescriptor(data, position, options);
            }
        }

        return position < data.Length
            ? Refuse(DecodeReason.BadHeader, Text.Of($"GIF has no frame before its end at byte {position:N0}. Re-export the picture."), position)
            : Ended(data.Length);
    }

    private void ReadExtension(ReadOnlySpan<byte> data, ref int position)
    {
        if (position >= data.Length)
        {
            return;
        }

        bool isControl = data[position++] == GraphicControl;
        while (position < data.Length)
        {
            int length = data[position++];
            if (length == 0)
            {
                return;
            }

            if (isControl && length >= 4 && position + 4 <= data.Length && (data[position] & TransparentFlag) != 0)
            {
                TransparentIndex = data[position + 3];
            }

            isControl = false;
            position += length;
        }
    }

    private DecodeResult? ReadDescriptor(ReadOnlySpan<byte> data, int position, DecodeOptions options)
    {
        if (position + DescriptorSize > data.Length)
        {
            return Ended(data.Length);
        }

        ReadOnlySpan<byte> fields = data.Slice(position, DescriptorSize);
        Left = BinaryPrimitives.ReadUInt16LittleEndian(fields);
        Top = BinaryPrimitives.ReadUInt16LittleEndian(fields[2..]);
        FrameWidth = BinaryPrimitives.ReadUInt16LittleEndian(fields[4..]);
        FrameHeight = BinaryPrimitives.ReadUInt16LittleEndian(fields[6..]);
        Interlaced = (fields[8] & InterlaceFlag) != 0;
        Width = Math.Max(Width, Left + FrameWidth);
        Height = Math.Max(Height, Top + FrameHeight);
        DecodeResult? refusal = DecodeLimits.Check(ImageFormat.Gif, FrameWidth, FrameHeight, options)
            ?? DecodeLimits.Check(ImageFormat.Gif, Width, Height, options);
        position += DescriptorSize;
        if (refusal is null && (fields[8] & TableFlag) != 0)
        {
            ClearPalette();
            ReadPalette(data, fields[8], ref position);
        }

        DataOffset = position;
        return refusal ?? (position < data.Length ? null : Ended(data.Length));
    }

    private void ClearPalette()
    {
        const int C = Image.ChannelCount;
        for (int i = 0; i < 256; i++)
        {
            Palette.AsSpan(i * C, C).Fill((byte)i);
        }
    }

    private void ReadPalette(ReadOnlySpan<byte> data, byte flags, ref int position)
    {
        int size = Image.ChannelCount << ((flags & TableSizeMask) + 1);
        int available = Math.Clamp(data.Length - position, 0, size);
        data.Slice(Math.Min(position, data.Length), available).CopyTo(Palette);
        position += size;
    }

    private static DecodeResult Ended(int length) => Refuse(
        DecodeReason.Truncated, Text.Of($"GIF ends at byte {length:N0}, before the pixels of its first frame. Export or download it again."), length);

    private static DecodeResult Refuse(DecodeReason reason, string message, long offset) =>
        DecodeResult.Refuse(ImageFormat.Gif, reason, message, offset);
}
