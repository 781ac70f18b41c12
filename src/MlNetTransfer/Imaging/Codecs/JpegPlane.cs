using System.Buffers;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Samples of one component: the last two rows of MCUs, and how to raise them to full size.</summary>
/// <remarks>
/// Two rows of MCUs are enough: an upsampled row needs one row of samples above and below its own. Row y lies at
/// y modulo twice the band's height. Only blocks that wanted columns need are there. Buffers are rented; Return gives them back.
/// </remarks>
internal sealed class JpegPlane
{
    private const int BandCount = 2;

    // A wanted sample needs its neighbours on both sides.
    private const int Reach = 1;

    private readonly int _h;
    private readonly int _v;
    private readonly int _width;
    private readonly int _height;
    private readonly int _first;
    private readonly int _count;
    private readonly int _lead;
    private readonly JpegUpsamplingKind _kind;
    private readonly byte[] _samples;
    private readonly byte[] _row;
    private readonly short[] _sums;

    public JpegPlane(JpegComponent component, JpegScale scale, RowSink sink)
    {
        JpegFrame frame = scale.Frame;
        Component = component;
        Side = scale.SideOf(component);
        _h = frame.MaxH * scale.MinSide / (component.H * Side);
        _v = frame.MaxV * scale.MinSide / (component.V * Side);
        _width = JpegScale.SampleCount(frame.Width, Side, (component.H, frame.MaxH));
        _height = JpegScale.SampleCount(frame.Height, Side, (component.V, frame.MaxV));
        _first = Math.Max(0, (sink.FirstColumn / _h) - Reach);
        int end = Math.Min(_width, ((sink.EndColumn + _h - 1) / _h) + Reach);
        _count = end - _first;
        _lead = sink.FirstColumn - (_first * _h);
        FirstBlock = _first / Side;
        BlockCount = Math.Min(component.BlocksAcross, (end + Side - 1) / Side) - FirstBlock;
        Stride = component.BlockStride * Side;
        _kind = KindOf(scale.MinSide > 1);
        int slack = 2 * JpegUpsampling.Slack;
        _samples = ArrayPool<byte>.Shared.Rent((BandCount * BandHeight * Stride) + slack);
        bool isWhole = _kind == JpegUpsamplingKind.None;
        _row = isWhole ? [] : ArrayPool<byte>.Shared.Rent((_count * _h) + slack);
        _sums = isWhole ? [] : ArrayPool<short>.Shared.Rent(_count + 2 + slack);
    }

    public JpegComponent Component { get; }

    /// <summary>Samples a side of a block: 1, 2, 4 or 8.</summary>
    public int Side { get; }

    /// <summary>First block of a row that is needed.</summary>
    public int FirstBlock { get; }

    /// <summary>Blocks of a row that are needed.</summary>
    public int BlockCount { get; }

    /// <summary>Bytes from row to row.</summary>
    public int Stride { get; }

    /// <summary>Whether a row needs the samples of the row below.</summary>
    public bool NeedsContext => _kind is JpegUpsamplingKind.H1V2 or JpegUpsamplingKind.H2V2;

    private int BandHeight => Component.V * Side;

    /// <summary>The rows of samples of one row of blocks from the first needed one on, to be written.</summary>
    public Span<byte> BlockRow(int band, int y) => _samples.AsSpan(Offset((band * BandHeight) + (y * Side)) + (FirstBlock * Side));

    /// <summary>One row of pixels from the first wanted column on, with slack behind it.</summary>
    public ReadOnlySpan<byte> FullRow(int y)
    {
        int own = Math.Min(y / _v, _height - 1);
        bool isUpper = (y % _v) == 0;
        int other = Math.Clamp(isUpper ? own - 1 : own + 1, 0, _height - 1);
        switch (_kind)
        {
            case JpegUpsamplingKind.None:
                return Row(own)[_lead..];
            case JpegUpsamplingKind.H2V1:
                JpegUpsampling.WidenRow(Row(own), _sums, _count);
                JpegUpsampling.DoubleWidened(_sums, _row, _count);
                break;
            case JpegUpsamplingKind.H1V2:
                JpegUpsampling.BlendRows(Row(own), Row(other), _sums, _count);
                JpegUpsampling.NarrowBlended(_sums, isUpper ? (short)1 : (short)2, _row, _count);
                break;
            case JpegUpsamplingKind.H2V2:
                JpegUpsampling.BlendRows(Row(own), Row(other), _sums, _count);
                JpegUpsampling.DoubleBlended(_sums, _row, _count);
                break;
            default:
                JpegUpsampling.Repeat(Row(own)[.._count], _row, _h);
                break;
        }

        return _row.AsSpan(_lead);
    }

    public void Return()
    {
        ArrayPool<byte>.Shared.Return(_samples);
        if (_row.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_row);
            ArrayPool<short>.Shared.Return(_sums);
        }
    }

    // libjpeg's choice; components of one or two columns are too narrow for its filters across, and at 1/8 there are none.
    private JpegUpsamplingKind KindOf(bool hasFilters) => (_h, _v) switch
    {
        (1, 1) => JpegUpsamplingKind.None,
        (2, 1) when hasFilters && _width > 2 => JpegUpsamplingKind.H2V1,
        (1, 2) when hasFilters => JpegUpsamplingKind.H1V2,
        (2, 2) when hasFilters && _width > 2 => JpegUpsamplingKind.H2V2,
        _ => JpegUpsamplingKind.Repeat,
    };

    private ReadOnlySpan<byte> Row(int y) => _samples.AsSpan(Offset(y) + _first);

    private int Offset(int y) => y % (BandCount * BandHeight) * Stride;
}
