namespace MlNetTransfer.Imaging.Codecs;

/// <summary>A scan being decoded: its tables, restart intervals and what went wrong in it.</summary>
internal sealed class JpegScan
{
    private const int MaxBlocksPerMcu = 10;
    private const int MaxApproximation = 13;
    private const int RestartCycle = 8;

    private int _mcusToRestart;
    private int _nextRestart;

    private JpegScan(JpegFrame frame, JpegScanHeader header)
    {
        Frame = frame;
        Header = header;
        _mcusToRestart = header.RestartInterval;
    }

    public JpegFrame Frame { get; }

    public JpegScanHeader Header { get; }

    /// <summary>Whether MCUs hold several components; else they are single blocks.</summary>
    public bool IsInterleaved => Header.Components.Length > 1;

    /// <summary>Blocks that an end-of-band run still covers (progressive).</summary>
    public int EndOfBandRun { get; set; }

    /// <summary>Whether the bits of the current segment have run out: what is left of it stays zero.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Rows of MCUs of the frame that started while there were bits; libjpeg's smoothing asks for the last.</summary>
    public int LastGoodBand { get; private set; }

    /// <summary>First row of MCUs that is not whole; -1 when all are.</summary>
    public int FirstShortBand { get; private set; } = -1;

    /// <summary>What is wrong in the scan; null when nothing is.</summary>
    public JpegFault? Damage { get; private set; }

    /// <summary>Starts a scan: checks its header, keeps quantisation tables and builds Huffman tables.</summary>
    public static JpegFault? Start(JpegHeader header, JpegScanHeader scanHeader, out JpegScan scan)
    {
        JpegFrame frame = header.Frame!;
        scan = new JpegScan(frame, scanHeader);
        int blocks = scanHeader.Components.Sum(c => c.Component.H * c.Component.V);
        if (scan.IsInterleaved && blocks > MaxBlocksPerMcu)
        {
            return scan.Bad(FormattableString.Invariant($"a scan with {blocks} blocks in an MCU; {MaxBlocksPerMcu} are allowed"));
        }

        JpegFault? fault = scan.CheckBand(header);
        foreach (JpegScanComponent c in scanHeader.Components)
        {
            fault ??= scan.KeepQuantization(c.Component, header) ?? scan.BuildTables(c, header);
        }

        return fault is null && frame.IsProgressive ? scan.RecordProgress(header) : fault;
    }

    /// <summary>Called before each MCU: passes a restart marker where one is due.</summary>
    /// <returns>Whether there are bits to decode the MCU from.</returns>
    public bool PrepareMcu(ref JpegInput input, int band)
    {
        if (!IsShort)
        {
            LastGoodBand = band;
        }

        if (Header.RestartInterval > 0)
        {
            if (_mcusToRestart == 0)
            {
                Restart(ref input, band);
            }

            _mcusToRestart--;
        }

        return !IsShort;
    }

    /// <summary>Called after each MCU that was decoded: notices when its bits had run out.</summary>
    public void CheckShortage(ref JpegInput input, int band)
    {
        if (input.Shortage)
        {
            IsShort = true;
            MarkShort(band);
            ReportShort(ref input);
        }
    }

    /// <summary>Called at the end of the scan: reports codes that no table has.</summary>
    public void Finish(ref JpegInput input)
    {
        if (input.BadCodeCount > 0)
        {
            Report(DecodeReason.CorruptData, FormattableString.Invariant($"{input.BadCodeCount:N0} Huffman codes that no table has"), Header.Offset);
            input.BadCodeCount = 0;
        }
    }

    private void MarkShort(int band)
    {
        if (FirstShortBand < 0)
        {
            FirstShortBand = band;
        }
    }

    // Ss, Se, Ah, Al: T.81 G.1.1.1.1; a sequential scan ignores them, as libjpeg does.
    private JpegFault? CheckBand(JpegHeader header)
    {
        int start = Header.SpectralStart;
        int end = Header.SpectralEnd;
        int high = Header.ApproximationHigh;
        int low = Header.ApproximationLow;
        string values = FormattableString.Invariant($"band {start} to {end}, bits {high} to {low}");
        if (!Frame.IsProgressive)
        {
            if (start != 0 || end != JpegInverseDct.BlockSize - 1 || high != 0 || low != 0)
            {
                header.Notice($"A sequential scan with {values} was read as 0 to 63, bits 0 to 0.");
            }

            return null;
        }

        bool isBandWrong = start == 0 ? end != 0 : start > end || end >= JpegInverseDct.BlockSize || IsInterleaved;
        bool areBitsWrong = (high != 0 && low != high - 1) || low > MaxApproximation;
        return isBandWrong || areBitsWrong ? Bad("a progressive scan with " + values) : null;
    }

    private JpegFault? KeepQuantization(JpegComponent component, JpegHeader header)
    {
        int slot = component.QuantizationSlot;
        component.Quantization ??= slot < JpegHeader.SlotCount ? header.Quantization[slot] : null;
        return component.Quantization is null ? Bad(FormattableString.Invariant($"a scan without quantisation table {slot}")) : null;
    }

    private JpegFault? BuildTables(JpegScanComponent c, JpegHeader header)
    {
        if (!Frame.IsProgressive)
        {
            c.DcTable = Build(JpegStandardTables.Dc(header, c.DcSlot), JpegHuffmanUse.Dc);
            c.AcTable = Build(JpegStandardTables.Ac(header, c.AcSlot), JpegHuffmanUse.Ac);
            return c.DcTable is null || c.AcTable is null ? BadTable(c) : null;
        }

        if (Header.SpectralStart > 0)
        {
            c.AcTable = c.AcSlot < JpegHeader.SlotCount ? Build(header.AcTables[c.AcSlot], JpegHuffmanUse.ProgressiveAc) : null;
            return c.AcTable is null ? BadTable(c) : null;
        }

        if (Header.ApproximationHigh == 0)
        {
            c.DcTable = c.DcSlot < JpegHeader.SlotCount ? Build(header.DcTables[c.DcSlot], JpegHuffmanUse.ProgressiveDc) : null;
            return c.DcTable is null ? BadTable(c) : null;
        }

        return null;
    }

    private static JpegHuffmanTable? Build(JpegHuffmanSpecification? specification, JpegHuffmanUse use) => specification?.Build(use);

    private JpegFault BadTable(JpegScanComponent c) =>
        Bad(FormattableString.Invariant($"a scan whose Huffman tables {c.DcSlot} and {c.AcSlot} are missing or not legal"));

    // What each coefficient's precision is after this scan; scans out of order are noted, not refused (libjpeg warns).
    // No file has a reason to go over a coefficient more often than it has bits; one that does is made to cost time.
    private JpegFault? RecordProgress(JpegHeader header)
    {
        bool isOutOfOrder = false;
        foreach (JpegScanComponent c in Header.Components)
        {
            int[] bits = c.Component.MissingBits;
            c.Component.CoefficientVisits += Header.SpectralEnd - Header.SpectralStart + 1;
            if (c.Component.CoefficientVisits > JpegInverseDct.BlockSize * (MaxApproximation + 1))
            {
                string what = FormattableString.Invariant($"scans that go over component {c.Component.Id} more than {MaxApproximation + 1} times");
                return new JpegFault(DecodeReason.TooManyScans, what, Header.Offset, IsFinal: true);
            }

            isOutOfOrder |= Header.SpectralStart > 0 && bits[0] < 0;
            for (int i = Math.Min(Header.SpectralStart, 1); i < JpegBlockSmoother.SmoothedCount; i++)
            {
                c.Component.EarlierMissingBits[i] = header.ScanCount > 1 ? bits[i] : 0;
            }

            for (int i = Header.SpectralStart; i <= Header.SpectralEnd; i++)
            {
                isOutOfOrder |= Header.ApproximationHigh != Math.Max(bits[i], 0);
                bits[i] = Header.ApproximationLow;
            }
        }

        if (isOutOfOrder)
        {
            header.Notice(FormattableString.Invariant($"Progressive scan {header.ScanCount} comes out of order."));
        }

        return null;
    }

    // T.81 F.2.2.4 and libjpeg's recovery: the segment after a lost or early marker.
    private void Restart(ref JpegInput input, int band)
    {
        int expected = JpegMarker.Restart0 + _nextRestart;
        if (input.Marker == 0)
        {
            input.NextMarker();
        }

        if (input.Marker == expected)
        {
            input.Marker = 0;
        }
        else
        {
            MarkShort(band);
            ReportRestart(ref input, expected);
            Resynchronize(ref input);
        }

        _nextRestart = (_nextRestart + 1) % RestartCycle;
        _mcusToRestart = Header.RestartInterval;
        EndOfBandRun = 0;
        foreach (JpegScanComponent c in Header.Components)
        {
            c.Predictor = 0;
        }

        input.StartBits();
        if (input.Marker == 0)
        {
            IsShort = false;
        }
    }

    // A marker one or two ahead stays for later; one or two behind is passed over; others of the kind are taken as the expected one.
    private void Resynchronize(ref JpegInput input)
    {
        while (true)
        {
            int marker = input.Marker;
            if (marker >= JpegMarker.StartOfFrame0)
            {
                int distance = (marker - JpegMarker.Restart0 - _nextRestart + RestartCycle) % RestartCycle;
                if (marker is < JpegMarker.Restart0 or > JpegMarker.Restart7 || distance is 1 or 2)
                {
                    return;
                }

                if (distance is not (RestartCycle - 1 or RestartCycle - 2))
                {
                    input.Marker = 0;
                    return;
                }
            }

            input.NextMarker();
        }
    }

    private void ReportShort(ref JpegInput input)
    {
        if (input.AtEnd)
        {
            Report(DecodeReason.Truncated, "the scan is cut off by the end of the file", input.Data.Length);
        }
        else
        {
            Report(DecodeReason.CorruptData, FormattableString.Invariant($"marker FF{input.Marker:X2} ends the scan early"), input.MarkerOffset);
        }
    }

    private void ReportRestart(ref JpegInput input, int expected)
    {
        if (input.AtEnd)
        {
            ReportShort(ref input);
        }
        else
        {
            Report(DecodeReason.CorruptData, FormattableString.Invariant($"marker FF{input.Marker:X2} where restart marker FF{expected:X2} was due"), input.MarkerOffset);
        }
    }

    // The end of the file explains more than what came before it.
    private void Report(DecodeReason reason, string what, int offset)
    {
        if (Damage is null || (reason == DecodeReason.Truncated && Damage.Reason != DecodeReason.Truncated))
        {
            Damage = new JpegFault(reason, what, offset);
        }
    }

    private JpegFault Bad(string what) => new(DecodeReason.BadHeader, what, Header.Offset);
}
