using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Turns rows of PNG samples into red, green, blue bytes.</summary>
/// <remarks>
/// Grey up to 8 bits and palettes go through a table of 256 colours, where transparency is already blended in.
/// 16-bit grey is rounded (v / 257); 16-bit colour and 16-bit grey with alpha keep the high byte, as Pillow does.
/// Palette entries that the file lacks are the grey of their index, as in Pillow.
/// </remarks>
internal sealed class PngRowConverter
{
    private const int C = Image.ChannelCount;
    private const int RoundingHalf = 128;
    private const int GreyStep16 = 257;
    private readonly PngHeader _header;
    private readonly Rgb? _background;
    private readonly int[] _key;
    private readonly byte[] _table;

    internal PngRowConverter(PngFile file, Rgb? background)
    {
        _header = file.Header;
        _background = background;
        _key = background is null ? [] : ReadKey(file);
        bool indexed = _header.ColorType is PngColorType.Palette || (_header.ColorType is PngColorType.Grey && _header.BitDepth <= 8);
        _table = indexed ? CreateTable(file) : [];
    }

    /// <summary>Highest palette index seen, -1 before the first row.</summary>
    internal int HighestIndex { get; private set; } = -1;

    /// <summary>Converts a row.</summary>
    /// <param name="samples">The restored row.</param>
    /// <param name="rgb">width x 3 bytes.</param>
    internal void Convert(ReadOnlySpan<byte> samples, Span<byte> rgb)
    {
        switch (_header.ColorType)
        {
            case PngColorType.Grey when _header.BitDepth == 16:
                ConvertGrey16(samples, rgb);
                break;
            case PngColorType.Grey or PngColorType.Palette:
                ConvertIndexed(samples, rgb);
                break;
            case PngColorType.Rgb:
                ConvertRgb(samples, rgb);
                break;
            default:
                ConvertWithAlpha(samples, rgb);
                break;
        }
    }

    private static int[] ReadKey(PngFile file)
    {
        int count = file.Header.ColorType switch { PngColorType.Grey => 1, PngColorType.Rgb => 3, _ => 0 };
        if (file.Transparency.Length < count * 2)
        {
            return [];
        }

        int mask = (1 << file.Header.BitDepth) - 1;
        int[] key = new int[count];
        for (int i = 0; i < count; i++)
        {
            key[i] = BinaryPrimitives.ReadUInt16BigEndian(file.Transparency.AsSpan(i * 2)) & mask;
        }

        return key;
    }

    private byte[] CreateTable(PngFile file)
    {
        byte[] table = new byte[256 * C];
        int largest = (1 << _header.BitDepth) - 1;
        for (int i = 0; i < 256; i++)
        {
            byte grey = (byte)(_header.ColorType == PngColorType.Grey ? Math.Min(i, largest) * 255 / largest : i);
            table.AsSpan(i * C, C).Fill(grey);
        }

        if (_header.ColorType == PngColorType.Palette)
        {
            file.Palette.CopyTo(table.AsSpan());
        }

        if (_background is { } background)
        {
            BlendTable(table, file.Transparency, background);
        }

        return table;
    }

    private void BlendTable(byte[] table, byte[] transparency, Rgb background)
    {
        for (int i = 0; i < 256; i++)
        {
            byte alpha = 255;
            if (_header.ColorType == PngColorType.Palette)
            {
                alpha = i < transparency.Length ? transparency[i] : (byte)255;
            }
            else if (_key.Length > 0 && _key[0] == i)
            {
                alpha = 0;
            }

            Span<byte> entry = table.AsSpan(i * C, C);
            AlphaBlend.Over(new Rgb(entry[0], entry[1], entry[2]), alpha, background, entry);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ConvertIndexed(ReadOnlySpan<byte> samples, Span<byte> rgb)
    {
        int depth = _header.BitDepth;
        int mask = (1 << depth) - 1;
        int highest = HighestIndex;
        ReadOnlySpan<byte> table = _table;
        for (int x = 0, bit = 0; rgb.Length >= C; x++, bit += depth)
        {
            int index = (samples[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
            highest = Math.Max(highest, index);
            ReadOnlySpan<byte> entry = table.Slice(index * C, C);
            rgb[2] = entry[2];
            rgb[1] = entry[1];
            rgb[0] = entry[0];
            rgb = rgb[C..];
        }

        HighestIndex = highest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ConvertGrey16(ReadOnlySpan<byte> samples, Span<byte> rgb)
    {
        for (; rgb.Length >= C; rgb = rgb[C..], samples = samples[2..])
        {
            int value = BinaryPrimitives.ReadUInt16BigEndian(samples);
            rgb[..C].Fill((byte)((value + RoundingHalf) / GreyStep16));
            if (_key.Length > 0 && _key[0] == value)
            {
                AlphaBlend.Over(default, 0, _background.GetValueOrDefault(), rgb);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ConvertRgb(ReadOnlySpan<byte> samples, Span<byte> rgb)
    {
        if (_header.BitDepth == 8 && _key.Length == 0)
        {
            samples[..rgb.Length].CopyTo(rgb);
            return;
        }

        int size = _header.BitDepth / 8;
        for (; rgb.Length >= C; rgb = rgb[C..], samples = samples[(C * size)..])
        {
            rgb[2] = samples[2 * size];
            rgb[1] = samples[size];
            rgb[0] = samples[0];
            if (_key.Length > 0 && IsKey(samples, size))
            {
                AlphaBlend.Over(default, 0, _background.GetValueOrDefault(), rgb);
            }
        }
    }

    private bool IsKey(ReadOnlySpan<byte> samples, int size)
    {
        for (int i = 0; i < C; i++)
        {
            int value = size == 1 ? samples[i] : BinaryPrimitives.ReadUInt16BigEndian(samples[(i * 2)..]);
            if (value != _key[i])
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ConvertWithAlpha(ReadOnlySpan<byte> samples, Span<byte> rgb)
    {
        int size = _header.BitDepth / 8;
        int colors = _header.SampleCount - 1;
        int green = colors == C ? size : 0;
        for (; rgb.Length >= C; rgb = rgb[C..], samples = samples[((colors + 1) * size)..])
        {
            Rgb color = new(samples[0], samples[green], samples[2 * green]);
            if (_background is { } background)
            {
                AlphaBlend.Over(color, samples[colors * size], background, rgb);
                continue;
            }

            rgb[2] = color.Blue;
            rgb[1] = color.Green;
            rgb[0] = color.Red;
        }
    }
}
