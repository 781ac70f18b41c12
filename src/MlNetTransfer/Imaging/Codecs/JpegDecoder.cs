using System.Buffers;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>JPEG decoder (ITU-T T.81, JFIF, Adobe): the same pixels as libjpeg-turbo's default decoder.</summary>
/// <remarks>
/// Single-scan pictures are decoded row of MCUs by row of MCUs; others keep all coefficients until the last scan.
/// Any bytes give a result: pixels, pixels with a reason, or a refusal with a reason. Thread-safe.
/// </remarks>
internal static class JpegDecoder
{
    private const int MaxJunk = 64 * 1024;
    private const long MaxCoefficientBytes = 512L << 20;
    private const string Advice = "Re-export the picture or leave it out.";

    /// <summary>Decodes a file.</summary>
    /// <param name="data">The file.</param>
    /// <param name="options">Limits and the inverse transform; orientation is reported, not applied.</param>
    /// <returns>Pixels as stored, or why there are none.</returns>
    internal static DecodeResult Decode(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        if (data.Length > options.MaxFileBytes)
        {
            return Refuse(new JpegFault(DecodeReason.FileTooLarge, FormattableString.Invariant($"{data.Length:N0} bytes; the limit is {options.MaxFileBytes:N0}"), 0), new JpegHeader());
        }

        int start = data[..Math.Min(data.Length, MaxJunk)].IndexOf([(byte)JpegMarker.Prefix, (byte)JpegMarker.StartOfImage]);
        if (start < 0)
        {
            DecodeReason reason = data.Length == 0 ? DecodeReason.Empty : DecodeReason.NotAnImage;
            return Refuse(new JpegFault(reason, FormattableString.Invariant($"no start-of-image marker in {data.Length:N0} bytes"), 0), new JpegHeader());
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(JpegInput.BufferSize);
        try
        {
            JpegInput input = new(data, buffer.AsSpan(0, JpegInput.BufferSize)) { Position = start + 2 };
            JpegHeader header = new();
            if (start > 0)
            {
                header.Notice(FormattableString.Invariant($"{start:N0} stray bytes before the picture were passed over."));
            }

            return Decode(ref input, header, options);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static DecodeResult Decode(ref JpegInput input, JpegHeader header, DecodeOptions options)
    {
        JpegFault? fault = ReadScanStart(ref input, header, options, out JpegScan? scan);
        if (fault is null && scan is null)
        {
            fault = input.AtEnd
                ? new JpegFault(DecodeReason.Truncated, "the file ends before any pixels", input.Data.Length)
                : new JpegFault(DecodeReason.BadHeader, "no scan", input.MarkerOffset);
        }

        if (fault is not null)
        {
            return Refuse(fault, header);
        }

        JpegFrame frame = header.Frame!;
        bool isWhole = frame.IsProgressive || scan!.Header.Components.Length < frame.Components.Length;
        return isWhole ? DecodeScans(ref input, header, options, scan!) : DecodeSingle(ref input, header, options, scan!);
    }

    // Reads on to the next scan and starts it.
    private static JpegFault? ReadScanStart(ref JpegInput input, JpegHeader header, DecodeOptions options, out JpegScan? scan)
    {
        scan = null;
        JpegFault? fault = JpegSegments.ReadToScan(ref input, header, options, out JpegScanHeader? scanHeader);
        if (fault is not null || scanHeader is null)
        {
            return fault;
        }

        if (++header.ScanCount > options.MaxScans)
        {
            return new JpegFault(
                DecodeReason.TooManyScans, FormattableString.Invariant($"more than {options.MaxScans} scans"), scanHeader.Offset, IsFinal: true);
        }

        input.StartBits();
        return JpegScan.Start(header, scanHeader, out scan);
    }

    private static DecodeResult DecodeSingle(ref JpegInput input, JpegHeader header, DecodeOptions options, JpegScan scan)
    {
        JpegFrame frame = scan.Frame;
        Image image = CreateImage(frame);
        JpegOutput output = new(frame, header.ColorSpace(frame), options.InverseDct, image);
        foreach (JpegComponent c in frame.Components)
        {
            c.Coefficients = ArrayPool<short>.Shared.Rent(c.BlockStride * c.V * JpegInverseDct.BlockSize);
        }

        try
        {
            for (int band = 0; band < frame.McusDown; band++)
            {
                foreach (JpegComponent c in frame.Components)
                {
                    c.Coefficients.AsSpan(0, c.BlockStride * c.V * JpegInverseDct.BlockSize).Clear();
                }

                JpegSequentialDecoder.DecodeBand(ref input, scan, band, 0);
                output.ProcessBand(band, 0);
            }
        }
        finally
        {
            output.Return();
            foreach (JpegComponent c in frame.Components)
            {
                ArrayPool<short>.Shared.Return(c.Coefficients);
                c.Coefficients = [];
            }
        }

        scan.Finish(ref input);
        JpegFault? fault = scan.Damage is null ? ReadToEnd(ref input, header, options) : null;
        return Finish(new Ending(image, fault, scan), header);
    }

    // The picture is complete: what follows can only be wrong or superfluous.
    private static JpegFault? ReadToEnd(ref JpegInput input, JpegHeader header, DecodeOptions options)
    {
        JpegFault? fault = JpegSegments.ReadToScan(ref input, header, options, out JpegScanHeader? scan);
        if (scan is not null)
        {
            return new JpegFault(DecodeReason.CorruptData, "another scan after the picture's only one", scan.Offset);
        }

        NoticeEnd(ref input, header);
        return fault is { IsFinal: false, Reason: DecodeReason.Truncated } ? null : fault;
    }

    private static void NoticeEnd(ref JpegInput input, JpegHeader header)
    {
        if (input.AtEnd)
        {
            header.Notice("The end-of-image marker is missing.");
        }
        else if (input.Marker == JpegMarker.EndOfImage && input.Position < input.Data.Length)
        {
            header.Notice(FormattableString.Invariant($"{input.Data.Length - input.Position:N0} bytes after the picture were passed over."));
        }
    }

    private static DecodeResult DecodeScans(ref JpegInput input, JpegHeader header, DecodeOptions options, JpegScan scan)
    {
        JpegFrame frame = scan.Frame;
        if (frame.CoefficientBytes > MaxCoefficientBytes)
        {
            string what = FormattableString.Invariant($"{frame.Width}x{frame.Height} pixels in several scans need {frame.CoefficientBytes:N0} bytes; the limit is {MaxCoefficientBytes:N0}");
            return Refuse(new JpegFault(DecodeReason.TooManyPixels, what, scan.Header.Offset), header);
        }

        foreach (JpegComponent c in frame.Components)
        {
            c.Coefficients = new short[c.BlockStride * c.V * frame.McusDown * JpegInverseDct.BlockSize];
        }

        JpegScan last = scan;
        JpegFault? fault = null;
        JpegScan? next = scan;
        while (next is not null)
        {
            last = next;
            DecodeWholeScan(ref input, last);
            fault ??= last.Damage;
            JpegFault? stop = ReadScanStart(ref input, header, options, out next);
            if (stop is not null)
            {
                bool isPartial = Array.Exists(frame.Components, c => c.Quantization is null) && stop.Reason == DecodeReason.BadHeader;
                fault = isPartial ? stop with { IsFinal = true } : fault is null || stop.IsFinal ? stop : fault;
                break;
            }
        }

        if (fault is { IsFinal: true })
        {
            return Refuse(fault, header);
        }

        NoticeEnd(ref input, header);
        fault ??= CheckCompleteness(ref input, frame);
        return Finish(new Ending(Render(header, options, last), fault, last), header);
    }

    // A file that stops between scans is damaged if precision is missing; one that ends as it should merely has less of it.
    private static JpegFault? CheckCompleteness(ref JpegInput input, JpegFrame frame)
    {
        bool isComplete = Array.TrueForAll(frame.Components, c => frame.IsProgressive
            ? !c.MissingBits.AsSpan().ContainsAnyExcept(0)
            : c.Quantization is not null);
        return isComplete || !input.AtEnd ? null : new JpegFault(DecodeReason.Truncated, "the file ends before its last scan", input.Data.Length);
    }

    private static void DecodeWholeScan(ref JpegInput input, JpegScan scan)
    {
        if (scan.Frame.IsProgressive)
        {
            JpegProgressiveDecoder.Decode(ref input, scan);
        }
        else
        {
            for (int band = 0; band < scan.Frame.McusDown; band++)
            {
                JpegSequentialDecoder.DecodeBand(ref input, scan, band, band);
            }
        }

        scan.Finish(ref input);
    }

    private static Image Render(JpegHeader header, DecodeOptions options, JpegScan last)
    {
        JpegFrame frame = last.Frame;
        Image image = CreateImage(frame);
        JpegOutput output = new(frame, header.ColorSpace(frame), options.InverseDct, image)
        {
            Smoothing = JpegBlockSmoother.Applies(frame) ? new JpegSmoothing(last.LastGoodBand, header.ScanCount) : null,
        };
        try
        {
            for (int band = 0; band < frame.McusDown; band++)
            {
                output.ProcessBand(band, band);
            }
        }
        finally
        {
            output.Return();
        }

        return image;
    }

    private static Image CreateImage(JpegFrame frame)
    {
        // Every pixel is written: clearing first would only cost time.
        byte[] pixels = GC.AllocateUninitializedArray<byte>(frame.Width * frame.Height * Image.ChannelCount);
        return new Image(frame.Width, frame.Height, pixels);
    }

    private static DecodeResult Finish(Ending ending, JpegHeader header)
    {
        JpegFault? fault = ending.Fault ?? ending.LastScan.Damage;
        if (fault is { IsFinal: true })
        {
            return Refuse(fault, header);
        }

        JpegFrame frame = header.Frame!;
        int rows = ending.LastScan.FirstShortBand < 0 ? frame.Height : ending.LastScan.FirstShortBand * frame.RowsPerMcu;
        string progress = frame.IsProgressive || header.ScanCount > 1
            ? FormattableString.Invariant($"row {rows} of {frame.Height} in scan {header.ScanCount}")
            : FormattableString.Invariant($"{rows} of {frame.Height} rows are whole");
        return new DecodeResult
        {
            Outcome = fault is null ? DecodeOutcome.Ok : DecodeOutcome.Damaged,
            Format = ImageFormat.Jpeg,
            Image = ending.Image,
            Reason = fault?.Reason ?? DecodeReason.None,
            Message = fault is null ? "" : FormattableString.Invariant($"JPEG damaged at byte {fault.Offset:N0}: {fault.Message} ({progress}). {Advice}"),
            ByteOffset = fault?.Offset ?? -1,
            StoredWidth = frame.Width,
            StoredHeight = frame.Height,
            Orientation = Math.Max(1, header.Orientation),
            Description = Describe(header, frame),
            Notices = header.Notices,
        };
    }

    private static string Describe(JpegHeader header, JpegFrame frame)
    {
        string colors = header.ColorSpace(frame) switch
        {
            JpegColorSpace.Rgb => "RGB ",
            JpegColorSpace.Cmyk => "CMYK ",
            JpegColorSpace.Ycck => "YCCK ",
            _ => "",
        };
        return (frame.IsProgressive ? "progressive " : "baseline ") + colors + frame.SamplingName;
    }

    private static DecodeResult Refuse(JpegFault fault, JpegHeader header) => new()
    {
        Outcome = DecodeOutcome.Refused,
        Format = fault.Reason is DecodeReason.Empty or DecodeReason.NotAnImage ? ImageFormat.Unknown : ImageFormat.Jpeg,
        Reason = fault.Reason,
        Message = FormattableString.Invariant($"JPEG refused at byte {fault.Offset:N0}: {fault.Message}. {Advice}"),
        ByteOffset = fault.Offset,
        StoredWidth = header.Frame?.Width ?? 0,
        StoredHeight = header.Frame?.Height ?? 0,
        Orientation = Math.Max(1, header.Orientation),
        Notices = header.Notices,
    };

    private readonly record struct Ending(Image Image, JpegFault? Fault, JpegScan LastScan);
}
