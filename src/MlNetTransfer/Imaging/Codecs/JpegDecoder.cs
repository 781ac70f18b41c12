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
    /// <param name="options">Limits, the inverse transform and the smallest size wanted; orientation is reported, not applied.</param>
    /// <param name="destination">Where the pixels go; null for a new picture.</param>
    /// <returns>Pixels as stored, or why there are none; no picture where the destination took rows.</returns>
    internal static DecodeResult Decode(ReadOnlySpan<byte> data, DecodeOptions options, IPixelDestination? destination = null)
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

            return Decode(ref input, header, new Job(options, destination));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static DecodeResult Decode(ref JpegInput input, JpegHeader header, Job job)
    {
        JpegFault? fault = ReadScanStart(ref input, header, job.Options, out JpegScan? scan);
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
        return isWhole ? DecodeScans(ref input, header, job, scan!) : DecodeSingle(ref input, header, job, scan!);
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

    private static DecodeResult DecodeSingle(ref JpegInput input, JpegHeader header, Job job, JpegScan scan)
    {
        JpegFrame frame = scan.Frame;
        JpegOutput output = CreateOutput(header, job, smoothing: null, out Image? image);
        foreach (JpegComponent c in frame.Components)
        {
            c.Coefficients = ArrayPool<short>.Shared.Rent(c.BlockStride * c.V * JpegInverseDct.BlockSize);
            c.IsMeanOnly = output.IsMeanOnly(c);
        }

        try
        {
            for (int band = 0; band < frame.McusDown; band++)
            {
                foreach (JpegComponent c in frame.Components)
                {
                    Clear(c);
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
        JpegFault? fault = scan.Damage is null ? ReadToEnd(ref input, header, job.Options) : null;
        return Finish(new Ending(image, fault, scan), header);
    }

    private static void Clear(JpegComponent component)
    {
        Span<short> coefficients = component.Coefficients.AsSpan(0, component.BlockStride * component.V * JpegInverseDct.BlockSize);
        if (!component.IsMeanOnly)
        {
            coefficients.Clear();
            return;
        }

        for (int i = 0; i < coefficients.Length; i += JpegInverseDct.BlockSize)
        {
            coefficients[i] = 0;
        }
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

    private static DecodeResult DecodeScans(ref JpegInput input, JpegHeader header, Job job, JpegScan scan)
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
            JpegFault? stop = ReadScanStart(ref input, header, job.Options, out next);
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
        return Finish(new Ending(Render(header, job, last), fault, last), header);
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

    private static Image? Render(JpegHeader header, Job job, JpegScan last)
    {
        JpegSmoothing? smoothing = JpegBlockSmoother.Applies(last.Frame) ? new JpegSmoothing(last.LastGoodBand, header.ScanCount) : null;
        JpegOutput output = CreateOutput(header, job, smoothing, out Image? image);
        try
        {
            for (int band = 0; band < last.Frame.McusDown; band++)
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

    // Rows for the destination where the picture stands upright; else a picture, of which every pixel is written: not cleared before.
    private static JpegOutput CreateOutput(JpegHeader header, Job job, JpegSmoothing? smoothing, out Image? image)
    {
        JpegScale scale = Scale(header, job.Options);
        header.Reduction = scale.Denominator;
        bool isUpright = header.Orientation <= 1 || !job.Options.ApplyOrientation;
        RowSink? sink = isUpright ? job.Destination?.CreateRowSink(scale.Width, scale.Height) : null;
        image = null;
        if (sink is null)
        {
            image = job.Destination?.CreateImage(scale.Width, scale.Height)
                ?? new Image(scale.Width, scale.Height, GC.AllocateUninitializedArray<byte>(scale.Width * scale.Height * Image.ChannelCount));
            sink = new ImageRowSink(image);
        }

        return new JpegOutput(scale, header.ColorSpace(scale.Frame), job.Options.InverseDct, sink) { Smoothing = smoothing };
    }

    private static JpegScale Scale(JpegHeader header, DecodeOptions options)
    {
        bool isTurned = options.ApplyOrientation && ExifOrientation.SwapsSides(header.Orientation);
        (int width, int height) = isTurned ? (options.MinimumHeight, options.MinimumWidth) : (options.MinimumWidth, options.MinimumHeight);
        return new JpegScale(header.Frame!, JpegScale.DenominatorFor(header.Frame!, width, height));
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
            Reduction = header.Reduction,
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

    private readonly record struct Job(DecodeOptions Options, IPixelDestination? Destination);

    private readonly record struct Ending(Image? Image, JpegFault? Fault, JpegScan LastScan);
}
