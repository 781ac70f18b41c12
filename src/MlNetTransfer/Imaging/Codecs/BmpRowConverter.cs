using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Turns uncompressed BMP rows into red, green, blue bytes.</summary>
/// <remarks>A field of n bits becomes <c>value x 255 / (2^n - 1)</c>, rounded down as in Pillow.</remarks>
internal sealed class BmpRowConverter
{
    private const int C = Image.ChannelCount;
    private readonly BmpHeader _header;
    private readonly Rgb? _background;
    private readonly Field _red;
    private readonly Field _green;
    private readonly Field _blue;
    private readonly Field _alpha;

    internal BmpRowConverter(BmpHeader header, Rgb? background)
    {
        _header = header;
        _background = header.AlphaMask == 0 ? null : background;
        _red = Field.Of(header.RedMask);
        _green = Field.Of(header.GreenMask);
        _blue = Field.Of(header.BlueMask);
        _alpha = Field.Of(header.AlphaMask);
    }

    /// <summary>Converts a row.</summary>
    /// <param name="row">Stored bytes, at least as many as the pixels take.</param>
    /// <param name="rgb">width x 3 bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Convert(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        if (_header.BitCount <= 8)
        {
            ConvertIndexed(row, rgb);
        }
        else if (_header.BitCount == 24 && _header.Compression == BmpCompression.Rgb)
        {
            for (; rgb.Length >= C; rgb = rgb[C..], row = row[C..])
            {
                rgb[2] = row[0];
                rgb[1] = row[1];
                rgb[0] = row[2];
            }
        }
        else
        {
            ConvertFields(row, rgb);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ConvertIndexed(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        int depth = _header.BitCount;
        int mask = (1 << depth) - 1;
        ReadOnlySpan<byte> palette = _header.Palette;
        for (int bit = 0; rgb.Length >= C; bit += depth, rgb = rgb[C..])
        {
            int index = (row[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
            palette.Slice(index * C, C).CopyTo(rgb);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ConvertFields(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        int size = _header.BitCount / 8;
        for (; rgb.Length >= C; rgb = rgb[C..], row = row[size..])
        {
            uint pixel = size switch
            {
                2 => BinaryPrimitives.ReadUInt16LittleEndian(row),
                3 => BinaryPrimitives.ReadUInt16LittleEndian(row) | ((uint)row[2] << 16),
                _ => BinaryPrimitives.ReadUInt32LittleEndian(row),
            };
            Rgb color = new(_red.Read(pixel), _green.Read(pixel), _blue.Read(pixel));
            if (_background is { } background)
            {
                AlphaBlend.Over(color, _alpha.Read(pixel), background, rgb);
                continue;
            }

            rgb[2] = color.Blue;
            rgb[1] = color.Green;
            rgb[0] = color.Red;
        }
    }

    private readonly record struct Field(uint Mask, int Shift, ulong Largest)
    {
        internal static Field Of(uint mask)
        {
            int shift = mask == 0 ? 0 : BitOperations.TrailingZeroCount(mask);
            return new Field(mask, shift, Math.Max(1, mask >> shift));
        }

        internal byte Read(uint pixel) => (byte)((ulong)((pixel & Mask) >> Shift) * 255 / Largest);
    }
}
