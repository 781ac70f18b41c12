using System.Buffers;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Decodes the first frame of a GIF file.</summary>
/// <remarks>
/// Agrees bit by bit with Pillow 9.4's first frame after <c>convert("RGB")</c>: transparent pixels show the colour that their index has,
/// and the canvas around a smaller frame shows the transparent index, or index 0 without one. With <see cref="DecodeOptions.Background"/> both show that colour.
/// No exception leaves for any bytes.
/// </remarks>
internal static class GifDecoder
{
    private const int C = Image.ChannelCount;
    private const string Advice = "Export or download it again.";

    /// <summary>First row and distance of the four interlaced passes (GIF89a, appendix E).</summary>
    private static readonly (int First, int Step)[] Passes = [(0, 8), (4, 8), (2, 4), (1, 2)];

    /// <summary>Decodes a file.</summary>
    /// <param name="data">The whole file.</param>
    /// <param name="options">Limits and background.</param>
    /// <returns>The picture or what is wrong.</returns>
    internal static DecodeResult Decode(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        GifHeader? header = GifHeader.Read(data, options, out DecodeResult? refusal);
        if (header is null)
        {
            return refusal!;
        }

        DecodeResult result = DecodeFrame(data, header, options);
        return result with
        {
            StoredWidth = header.Width,
            StoredHeight = header.Height,
            Description = header.Description,
        };
    }

    private static DecodeResult DecodeFrame(ReadOnlySpan<byte> data, GifHeader header, DecodeOptions options)
    {
        int codeSize = data[header.DataOffset];
        if (codeSize is 0 or > GifLzw.LargestCodeSize)
        {
            return DecodeResult.Refuse(
                ImageFormat.Gif, DecodeReason.BadHeader, Text.Of($"GIF frame has a code size of {codeSize} bits at byte {header.DataOffset:N0}, expected 1 to 8. {Advice}"), header.DataOffset);
        }

        GifLzw lzw = new(data[header.DataOffset..]);
        byte[] indices = ArrayPool<byte>.Shared.Rent(header.FrameWidth);
        byte[] palette = BlendPalette(header, options.Background);
        Image? image = null;
        int rows = 0;
        int filled = header.FrameWidth;
        for (int y = 0; rows < header.FrameHeight && filled == header.FrameWidth; y = NextRow(y, header))
        {
            filled = lzw.Fill(indices.AsSpan(0, header.FrameWidth));
            if (filled == 0)
            {
                break;
            }

            image ??= CreateCanvas(header, palette);
            Span<byte> row = image.Row(header.Top + y)[(header.Left * C)..];
            for (int x = 0; x < filled; x++)
            {
                palette.AsSpan(indices[x] * C, C).CopyTo(row[(x * C)..]);
            }

            rows += filled == header.FrameWidth ? 1 : 0;
        }

        ArrayPool<byte>.Shared.Return(indices);
        return rows == header.FrameHeight
            ? new DecodeResult { Outcome = DecodeOutcome.Ok, Format = ImageFormat.Gif, Image = image }
            : CreateDamaged(header, image, rows, lzw);
    }

    private static DecodeResult CreateDamaged(GifHeader header, Image? image, int rows, GifLzw lzw)
    {
        long offset = header.DataOffset + lzw.Position;
        string what = lzw.IsCorrupt ? "has an impossible LZW code" : "pixel data ends too early";
        return new DecodeResult
        {
            Outcome = image is null ? DecodeOutcome.Refused : DecodeOutcome.Damaged,
            Format = ImageFormat.Gif,
            Image = image,
            Reason = lzw.IsCorrupt ? DecodeReason.CorruptData : DecodeReason.Truncated,
            Message = Text.Of($"GIF {what} at byte {offset:N0}; {rows:N0} of {header.FrameHeight:N0} rows were decoded. {Advice}"),
            ByteOffset = offset,
        };
    }

    /// <summary>The row after y; passes without a row are skipped.</summary>
    private static int NextRow(int y, GifHeader header)
    {
        if (!header.Interlaced)
        {
            return y + 1;
        }

        int pass = (y & 7) switch { 0 => 0, 4 => 1, 2 or 6 => 2, _ => 3 };
        int next = y + Passes[pass].Step;
        while (next >= header.FrameHeight && ++pass < Passes.Length)
        {
            next = Passes[pass].First;
        }

        return next;
    }

    private static byte[] BlendPalette(GifHeader header, Rgb? background)
    {
        if (background is { } color && header.TransparentIndex >= 0)
        {
            AlphaBlend.Over(default, 0, color, header.Palette.AsSpan(header.TransparentIndex * C));
        }

        return header.Palette;
    }

    private static Image CreateCanvas(GifHeader header, ReadOnlySpan<byte> palette)
    {
        Image image = new(header.Width, header.Height);
        ReadOnlySpan<byte> color = palette.Slice(Math.Max(0, header.TransparentIndex) * C, C);
        Span<byte> pixels = image.Pixels.Span;
        color.CopyTo(pixels);
        for (int filled = C; filled < pixels.Length;)
        {
            int count = Math.Min(filled, pixels.Length - filled);
            pixels[..count].CopyTo(pixels[filled..]);
            filled += count;
        }

        return image;
    }
}
