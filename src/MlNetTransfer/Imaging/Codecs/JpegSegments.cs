// Segments between scans (T.81 B.2). Each reader gets the content of its segment, length bytes excluded, and
// returns a fault where libjpeg stops with an error.
using System.Buffers.Binary;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Readers of the segments of a JPEG file.</summary>
internal static class JpegSegments
{
    private const int BlockSize = JpegInverseDct.BlockSize;
    private const int MaxSampling = 4;
    private const int MinJfifLength = 14;
    private const int MinAdobeLength = 12;
    private const int CodeLengths = JpegHuffmanTable.MaxCodeLength;
    private const int MaxSymbols = 256;

    /// <summary>Reads segments up to the next scan header or the end.</summary>
    /// <param name="input">The file, at a marker or before one.</param>
    /// <param name="header">Takes what the segments say.</param>
    /// <param name="options">Limits.</param>
    /// <param name="scan">The scan header; null at the end of the picture.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static JpegFault? ReadToScan(ref JpegInput input, JpegHeader header, DecodeOptions options, out JpegScanHeader? scan)
    {
        scan = null;
        while (true)
        {
            if (input.Marker == 0)
            {
                input.NextMarker();
            }
            else
            {
                input.DropBits();
            }

            NoticeSkipped(ref input, header);
            int marker = input.Marker;
            int offset = input.MarkerOffset;
            input.Marker = 0;
            if (marker == JpegMarker.EndOfImage)
            {
                input.Marker = marker;
                return null;
            }

            if (JpegMarker.IsAlone(marker))
            {
                continue;
            }

            if (marker == JpegMarker.StartOfImage)
            {
                return Bad("a second start-of-image marker", offset);
            }

            JpegFault? fault = TakeContent(ref input, marker, offset, out ReadOnlySpan<byte> content);
            fault ??= marker == JpegMarker.StartOfScan
                ? ReadScan(content, header, offset, out scan)
                : ReadSegment(new Segment(marker, offset, content), header, options);
            if (fault is not null || scan is not null)
            {
                return fault;
            }
        }
    }

    private static void NoticeSkipped(ref JpegInput input, JpegHeader header)
    {
        if (input.SkippedBytes > 0 && !input.AtEnd)
        {
            header.Notice(FormattableString.Invariant($"{input.SkippedBytes:N0} stray bytes before byte {input.MarkerOffset:N0} were passed over."));
        }
    }

    private static JpegFault? TakeContent(ref JpegInput input, int marker, int offset, out ReadOnlySpan<byte> content)
    {
        content = default;
        ReadOnlySpan<byte> rest = input.Data[input.Position..];
        int length = rest.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (rest.Length >= 2 && length < 2)
        {
            return Bad(FormattableString.Invariant($"segment FF{marker:X2} with a length of {length}, below 2"), offset);
        }

        if (rest.Length < 2 || length > rest.Length)
        {
            return new JpegFault(
                DecodeReason.Truncated,
                FormattableString.Invariant($"segment FF{marker:X2} at byte {offset:N0} is cut off by the end of the file at byte {input.Data.Length:N0}"),
                input.Data.Length);
        }

        content = rest[2..length];
        input.Position += length;
        return null;
    }

    private static JpegFault? ReadSegment(in Segment segment, JpegHeader header, DecodeOptions options)
    {
        switch (segment.Marker)
        {
            case JpegMarker.QuantizationTables:
                return ReadQuantization(segment, header);
            case JpegMarker.HuffmanTables:
                return ReadHuffman(segment, header);
            case JpegMarker.RestartInterval:
                return ReadRestartInterval(segment, header);
            case JpegMarker.StartOfFrame0 or JpegMarker.StartOfFrame1 or JpegMarker.StartOfFrame2:
                return ReadFrame(segment, header, options);
            case JpegMarker.Application0:
                header.HasJfif |= segment.Content.Length >= MinJfifLength && segment.Content.StartsWith("JFIF\0"u8);
                return null;
            case JpegMarker.Application1:
                ReadExif(segment.Content, header);
                return null;
            case JpegMarker.Application14:
                ReadAdobe(segment.Content, header);
                return null;
            case (>= JpegMarker.Application0 and <= JpegMarker.Application15) or JpegMarker.Comment
                or JpegMarker.LineCount or JpegMarker.ArithmeticConditioning:
                return null;
            case int marker when JpegMarker.IsStartOfFrame(marker) || marker == JpegMarker.JpegLsStartOfFrame:
                return new JpegFault(DecodeReason.UnsupportedFeature, JpegMarker.ProcessName(marker), segment.Offset, IsFinal: true);
            default:
                return Bad(FormattableString.Invariant($"unknown marker FF{segment.Marker:X2}"), segment.Offset);
        }
    }

    private static void ReadExif(ReadOnlySpan<byte> content, JpegHeader header)
    {
        if (header.Orientation == 0 && content.StartsWith("Exif\0\0"u8))
        {
            header.Orientation = ExifOrientation.Read(content[6..]);
        }
    }

    private static void ReadAdobe(ReadOnlySpan<byte> content, JpegHeader header)
    {
        if (content.Length >= MinAdobeLength && content.StartsWith("Adobe"u8))
        {
            header.AdobeTransform = content[MinAdobeLength - 1];
        }
    }

    // DRI, T.81 B.2.4.4
    private static JpegFault? ReadRestartInterval(in Segment segment, JpegHeader header)
    {
        if (segment.Content.Length != 2)
        {
            return Bad(FormattableString.Invariant($"restart-interval segment of {segment.Content.Length} bytes, not 2"), segment.Offset);
        }

        header.RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment.Content);
        return null;
    }

    // DQT, T.81 B.2.4.1
    private static JpegFault? ReadQuantization(in Segment segment, JpegHeader header)
    {
        ReadOnlySpan<byte> content = segment.Content;
        while (content.Length > 0)
        {
            int slot = content[0] & 15;
            int size = content[0] >> 4 == 0 ? 1 : 2;
            if (slot >= JpegHeader.SlotCount || content.Length < 1 + (BlockSize * size))
            {
                return Bad(FormattableString.Invariant($"quantisation table {slot} with {content.Length - 1} bytes (tables are 0 to 3, {BlockSize * size} bytes)"), segment.Offset);
            }

            ushort[] table = new ushort[BlockSize];
            for (int i = 0; i < BlockSize; i++)
            {
                table[JpegTables.RowOrder[i]] = size == 1 ? content[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(content[(1 + (2 * i))..]);
            }

            if (table.AsSpan().Contains((ushort)0))
            {
                header.Notice(FormattableString.Invariant($"Quantisation table {slot} holds zeros."));
            }

            header.Quantization[slot] = table;
            content = content[(1 + (BlockSize * size))..];
        }

        return null;
    }

    // DHT, T.81 B.2.4.2
    private static JpegFault? ReadHuffman(in Segment segment, JpegHeader header)
    {
        ReadOnlySpan<byte> content = segment.Content;
        while (content.Length > CodeLengths)
        {
            ReadOnlySpan<byte> counts = content.Slice(1, CodeLengths);
            int symbolCount = 0;
            foreach (byte count in counts)
            {
                symbolCount += count;
            }

            int slot = content[0] & 15;
            int kind = content[0] >> 4;
            if (slot >= JpegHeader.SlotCount || kind > 1 || symbolCount > MaxSymbols || symbolCount > content.Length - 1 - CodeLengths)
            {
                return Bad(FormattableString.Invariant($"Huffman table {content[0]:X2} with {symbolCount} codes in {content.Length} bytes"), segment.Offset);
            }

            ReadOnlySpan<byte> symbols = content.Slice(1 + CodeLengths, symbolCount);
            (kind == 0 ? header.DcTables : header.AcTables)[slot] = new JpegHuffmanSpecification(counts.ToArray(), symbols.ToArray());
            content = content[(1 + CodeLengths + symbolCount)..];
        }

        return content.Length == 0 ? null : Bad(FormattableString.Invariant($"{content.Length} bytes left over in a Huffman segment"), segment.Offset);
    }

    // SOF, T.81 B.2.2
    private static JpegFault? ReadFrame(in Segment segment, JpegHeader header, DecodeOptions options)
    {
        ReadOnlySpan<byte> content = segment.Content;
        if (header.Frame is not null)
        {
            return new JpegFault(DecodeReason.BadHeader, "a second frame header", segment.Offset, IsFinal: true);
        }

        if (content.Length < 6 || content.Length != 6 + (3 * content[5]))
        {
            return Bad(FormattableString.Invariant($"frame header of {content.Length} bytes for {(content.Length < 6 ? 0 : content[5])} components"), segment.Offset);
        }

        if (content[0] != 8)
        {
            string what = FormattableString.Invariant($"{content[0]}-bit samples");
            return content[0] == 12
                ? new JpegFault(DecodeReason.UnsupportedFeature, what, segment.Offset)
                : Bad(what + ", not 8", segment.Offset);
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(content[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(content[3..]);
        JpegComponent[] components = [];
        JpegFault? fault = CheckSize(width, height, options, segment.Offset) ?? ReadComponents(segment, out components);
        if (fault is not null)
        {
            return fault;
        }

        header.Frame = new JpegFrame(segment.Marker == JpegMarker.StartOfFrame2, width, height, components);
        return CheckSampling(header.Frame, segment.Offset);
    }

    private static JpegFault? CheckSize(int width, int height, DecodeOptions options, int offset)
    {
        if (width == 0 || height == 0)
        {
            string hint = height == 0 ? "; a height that a DNL segment gives later is not supported" : "";
            return Bad(FormattableString.Invariant($"size {width}x{height}{hint}"), offset);
        }

        if (width > options.MaxDimension || height > options.MaxDimension || (long)width * height > Math.Min(options.MaxPixels, Array.MaxLength / Image.ChannelCount))
        {
            string limits = FormattableString.Invariant($"the limits are {options.MaxDimension:N0} a side and {options.MaxPixels:N0} pixels");
            return new JpegFault(
                DecodeReason.TooManyPixels, FormattableString.Invariant($"{width}x{height} pixels; {limits}"), offset, IsFinal: true);
        }

        return null;
    }

    private static JpegFault? ReadComponents(in Segment segment, out JpegComponent[] components)
    {
        ReadOnlySpan<byte> content = segment.Content;
        int count = content[5];
        components = new JpegComponent[count];
        if (count is not (1 or 3 or 4))
        {
            return Bad(FormattableString.Invariant($"{count} components; 1, 3 or 4 are decoded"), segment.Offset);
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = content.Slice(6 + (3 * i), 3);
            int h = entry[1] >> 4;
            int v = entry[1] & 15;
            if (h is 0 or > MaxSampling || v is 0 or > MaxSampling)
            {
                return Bad(FormattableString.Invariant($"sampling factors {h}x{v} of component {i}; 1 to 4 are allowed"), segment.Offset);
            }

            for (int j = 0; j < i; j++)
            {
                if (components[j].Id == entry[0])
                {
                    return Bad(FormattableString.Invariant($"two components with the identifier {entry[0]}"), segment.Offset);
                }
            }

            components[i] = new JpegComponent { Id = entry[0], H = h, V = v, QuantizationSlot = entry[2] };
        }

        return null;
    }

    private static JpegFault? CheckSampling(JpegFrame frame, int offset)
    {
        foreach (JpegComponent c in frame.Components)
        {
            if (frame.MaxH % c.H != 0 || frame.MaxV % c.V != 0)
            {
                return new JpegFault(DecodeReason.UnsupportedFeature, $"sampling {frame.Sampling}, whose ratios are not whole", offset);
            }
        }

        return null;
    }

    // SOS, T.81 B.2.3
    private static JpegFault? ReadScan(ReadOnlySpan<byte> content, JpegHeader header, int offset, out JpegScanHeader? scan)
    {
        scan = null;
        if (header.Frame is null)
        {
            return Bad("a scan before the frame header", offset);
        }

        int count = content.Length == 0 ? 0 : content[0];
        if (count is 0 or > JpegHeader.SlotCount || content.Length != (2 * count) + 4)
        {
            return Bad(FormattableString.Invariant($"scan header of {content.Length} bytes for {count} components"), offset);
        }

        JpegScanComponent[] components = new JpegScanComponent[count];
        for (int i = 0; i < count; i++)
        {
            int id = content[1 + (2 * i)];
            JpegComponent? component = Array.Find(header.Frame.Components, c => c.Id == id);
            if (component is null || Array.Exists(components, c => c?.Component == component))
            {
                return Bad(FormattableString.Invariant($"a scan that names component {id} {(component is null ? "of no frame" : "twice")}"), offset);
            }

            int slots = content[2 + (2 * i)];
            components[i] = new JpegScanComponent(component, slots >> 4, slots & 15);
        }

        ReadOnlySpan<byte> rest = content[(1 + (2 * count))..];
        scan = new JpegScanHeader
        {
            Components = components,
            SpectralStart = rest[0],
            SpectralEnd = rest[1],
            ApproximationHigh = rest[2] >> 4,
            ApproximationLow = rest[2] & 15,
            RestartInterval = header.RestartInterval,
            Offset = offset,
        };
        return null;
    }

    private static JpegFault Bad(string what, int offset) => new(DecodeReason.BadHeader, what, offset);

    private readonly ref struct Segment(int marker, int offset, ReadOnlySpan<byte> content)
    {
        public readonly int Marker = marker;
        public readonly int Offset = offset;
        public readonly ReadOnlySpan<byte> Content = content;
    }
}
