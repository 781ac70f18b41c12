using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>out[r, c] = sum over s of left(r, s) right(s, c) with any strides; see <see cref="MatMulGradient"/>.</summary>
/// <remarks>
/// dA: r = m, s = n, c = k, left dC, right B. dB: r = k, s = m (of all products where B is shared: they follow one another), c = n, left A, right dC.
/// Items: product, panel of two vectors of columns, whose right side is packed into scratch in parts of <see cref="PartLength"/> sums.
/// </remarks>
internal sealed class MatMulGradientOperation : LaneOperation
{
    private const int PartLength = 256;

    private readonly MatMulSpec _spec;
    private readonly bool _isSecond;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _panelWidth;
    private readonly int _panelCount;

    public MatMulGradientOperation(MatMulSpec spec, bool isSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spec.K, nameof(spec));
        _spec = spec;
        _isSecond = isSecond;
        _rows = isSecond ? spec.K : spec.M;
        _columns = isSecond ? spec.N : spec.K;
        _panelWidth = 2 * LaneCount;
        _panelCount = (_columns + _panelWidth - 1) / _panelWidth;
    }

    /// <summary>A part of a panel, and a row of results.</summary>
    public override int ScratchLength => (PartLength + 1) * _panelWidth;

    private bool AddsAll => _isSecond && _spec.SharedSecond;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked((AddsAll ? 1 : batch * _spec.MatricesPerPicture) * _panelCount);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        int matrices = buffers.Batch * _spec.MatricesPerPicture;
        BufferChecks.Holds(buffers.Input.Length, (long)matrices * _spec.M * _spec.N, nameof(buffers.Input));
        int seconds = _spec.SharedSecond ? 1 : matrices;
        BufferChecks.Holds(buffers.Second.Length, _isSecond ? (long)matrices * _spec.M * _spec.K : (long)seconds * _spec.K * _spec.N, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Output.Length, _isSecond ? (long)seconds * _spec.K * _spec.N : (long)matrices * _spec.M * _spec.K, nameof(buffers.Output));
        for (int item = first; item < end; item++)
        {
            Product product = ProductOf(in buffers, item / _panelCount, matrices);
            product.Column = item % _panelCount * _panelWidth;
            product.Columns = Math.Min(_panelWidth, _columns - product.Column);
            RunPanel<TLanes>(in product, buffers.Scratch);
        }
    }

    private Product ProductOf(in OperationBuffers buffers, int matrix, int matrices)
    {
        (int m, int k, int n) = (_spec.M, _spec.K, _spec.N);
        ReadOnlySpan<float> gradient = buffers.Input[(matrix * m * n)..];
        return _isSecond
            ? new Product
            {
                Left = buffers.Second[(matrix * m * k)..],
                LeftRow = 1,
                LeftStep = k,
                Right = gradient,
                RightStep = n,
                RightColumn = 1,
                Length = AddsAll ? m * matrices : m,
                Output = buffers.Output.Slice(matrix * k * n, k * n),
            }
            : new Product
            {
                Left = gradient,
                LeftRow = n,
                LeftStep = 1,
                Right = buffers.Second[(_spec.SharedSecond ? 0 : matrix * k * n)..],
                RightStep = 1,
                RightColumn = n,
                Length = n,
                Output = buffers.Output.Slice(matrix * m * k, m * k),
            };
    }

    private void RunPanel<TLanes>(in Product product, Span<float> scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> row = scratch.Slice(PartLength * _panelWidth, _panelWidth);
        for (int start = 0; start < product.Length; start += PartLength)
        {
            int count = Math.Min(PartLength, product.Length - start);
            Pack(in product, start, count, scratch);
            for (int r = 0; r < _rows; r++)
            {
                Span<float> output = product.Output.Slice((r * _columns) + product.Column, product.Columns);
                row.Clear();
                if (start > 0 || AddsAll)
                {
                    output.CopyTo(row);
                }

                AddRow<TLanes>(product.Left[((r * product.LeftRow) + (start * product.LeftStep))..], product.LeftStep, scratch[..(count * _panelWidth)], row);
                row[..product.Columns].CopyTo(output);
            }
        }
    }

    private void Pack(in Product product, int start, int count, Span<float> panel)
    {
        for (int s = 0; s < count; s++)
        {
            Span<float> target = panel.Slice(s * _panelWidth, _panelWidth);
            ReadOnlySpan<float> source = product.Right[(((start + s) * product.RightStep) + (product.Column * product.RightColumn))..];
            for (int c = 0; c < product.Columns; c++)
            {
                target[c] = source[c * product.RightColumn];
            }

            target[product.Columns..].Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow<TLanes>(ReadOnlySpan<float> left, int leftStep, ReadOnlySpan<float> panel, Span<float> row)
        where TLanes : struct, ILanes<TLanes>
    {
        ref readonly float weights = ref MemoryMarshal.GetReference(panel);
        ref float target = ref MemoryMarshal.GetReference(row);
        TLanes a = TLanes.Load(in target, 0);
        TLanes b = TLanes.Load(in target, TLanes.Count);
        int at = 0;
        for (int s = 0; s < panel.Length; s += 2 * TLanes.Count, at += leftStep)
        {
            TLanes factor = TLanes.Broadcast(left[at]);
            a = TLanes.MultiplyAdd(factor, TLanes.Load(in weights, s), a);
            b = TLanes.MultiplyAdd(factor, TLanes.Load(in weights, s + TLanes.Count), b);
        }

        TLanes.Store(a, ref target, 0);
        TLanes.Store(b, ref target, TLanes.Count);
    }

    private ref struct Product
    {
        public ReadOnlySpan<float> Left;
        public int LeftRow;
        public int LeftStep;
        public ReadOnlySpan<float> Right;
        public int RightStep;
        public int RightColumn;
        public int Length;
        public Span<float> Output;
        public int Column;
        public int Columns;
    }
}
