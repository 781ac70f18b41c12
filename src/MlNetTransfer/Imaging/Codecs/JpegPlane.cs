using System.Buffers;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Samples of one component: the last two rows of MCUs, and how to raise them to full size.</summary>
/// <remarks>
/// Two rows of MCUs are enough: an upsampled row needs one row of samples above and below its own. Row y lies at
/// y modulo twice the band's height. Buffers are rented; Return gives them back.
/// </remarks>
internal sealed class JpegPlane
{
    private const int BlockSide = 8;
    private const int BandCount = 2;

    private readonly int _h;
    private readonly int _v;
    private readonly JpegUpsamplingKind _kind;
    private readonly byte[] _samples;
    private readonly byte[] _row;
    private readonly short[] _sums;

    public JpegPlane(JpegComponent component, JpegFrame frame)
    {
        Component = component;
        _h = frame.MaxH / component.H;
        _v = frame.MaxV / component.V;
        Stride = component.BlockStride * BlockSide;
        _kind = KindOf(component, _h, _v);
        int slack = 2 * JpegUpsampling.Slack;
        _samples = ArrayPool<byte>.Shared.Rent((BandCount * BandHeight * Stride) + slack);
        bool isWhole = _kind == JpegUpsamplingKind.None;
        _row = isWhole ? [] : ArrayPool<byte>.Shared.Rent((component.Width * _h) + slack);
        _sums = isWhole ? [] : ArrayPool<short>.Shared.Rent(component.Width + 2 + slack);
    }

    public JpegComponent Component { get; }

    /// <summary>Bytes from row to row.</summary>
    public int Stride { get; }

    /// <summary>Whether a row needs the samples of the row below.</summary>
    public bool NeedsContext => _kind is JpegUpsamplingKind.H1V2 or JpegUpsamplingKind.H2V2;

    private int BandHeight => Component.V * BlockSide;

    /// <summary>The eight rows of samples of one row of blocks, to be written.</summary>
    public Span<byte> BlockRow(int band, int y) => _samples.AsSpan(Offset((band * BandHeight) + (y * BlockSide)));

    /// <summary>One row of pixels at full width, with slack behind it.</summary>
    public ReadOnlySpan<byte> FullRow(int y)
    {
        int own = Math.Min(y / _v, Component.Height - 1);
        bool isUpper = (y % _v) == 0;
        int other = Math.Clamp(isUpper ? own - 1 : own + 1, 0, Component.Height - 1);
        int width = Component.Width;
        switch (_kind)
        {
            case JpegUpsamplingKind.None:
                return Row(own);
            case JpegUpsamplingKind.H2V1:
                JpegUpsampling.WidenRow(Row(own), _sums, width);
                JpegUpsampling.DoubleWidened(_sums, _row, width);
                break;
            case JpegUpsamplingKind.H1V2:
                JpegUpsampling.BlendRows(Row(own), Row(other), _sums, width);
                JpegUpsampling.NarrowBlended(_sums, isUpper ? (short)1 : (short)2, _row, width);
                break;
            case JpegUpsamplingKind.H2V2:
                JpegUpsampling.BlendRows(Row(own), Row(other), _sums, width);
                JpegUpsampling.DoubleBlended(_sums, _row, width);
                break;
            default:
                JpegUpsampling.Repeat(Row(own)[..width], _row, _h);
                break;
        }

        return _row;
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

    // libjpeg's choice; components of one or two columns are too narrow for its filters across.
    private static JpegUpsamplingKind KindOf(JpegComponent component, int h, int v) => (h, v) switch
    {
        (1, 1) => JpegUpsamplingKind.None,
        (2, 1) when component.Width > 2 => JpegUpsamplingKind.H2V1,
        (1, 2) => JpegUpsamplingKind.H1V2,
        (2, 2) when component.Width > 2 => JpegUpsamplingKind.H2V2,
        _ => JpegUpsamplingKind.Repeat,
    };

    private ReadOnlySpan<byte> Row(int y) => _samples.AsSpan(Offset(y));

    private int Offset(int y) => y % (BandCount * BandHeight) * Stride;
}
