using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>See <see cref="MatMul"/>. Items: product, panel of two vectors of columns, which is packed into scratch.</summary>
internal sealed class MatMulOperation : LaneOperation
{
    private readonly MatMulSpec _spec;
    private readonly int _panelWidth;
    private readonly int _panelCount;
    private readonly float[] _noBias;

    public MatMulOperation(MatMulSpec spec)
    {
        _spec = spec;
        _panelWidth = 2 * LaneCount;
        _panelCount = (spec.N + _panelWidth - 1) / _panelWidth;
        _noBias = new float[_panelWidth];
    }

    /// <inheritdoc/>
    public override int ScratchLength => _spec.K * _panelWidth;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _spec.MatricesPerPicture * _panelCount);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        int matrices = buffers.Batch * _spec.MatricesPerPicture;
        BufferChecks.Holds(buffers.Input.Length, (long)matrices * _spec.M * _spec.K, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second.Length, (long)(_spec.SharedSecond ? 1 : matrices) * _spec.K * _spec.N, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Output.Length, (long)matrices * _spec.M * _spec.N, nameof(buffers.Output));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        for (int item = first; item < end; item++)
        {
            int matrix = item / _panelCount;
            int column = item % _panelCount * _panelWidth;
            int columns = Math.Min(_panelWidth, _spec.N - column);
            int second = _spec.SharedSecond ? 0 : matrix * _spec.K * _spec.N;
            Pack(buffers.Second.Slice(second, _spec.K * _spec.N), column, columns, buffers.Scratch);
            RowProduct product = new()
            {
                Input = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), (nint)matrix * _spec.M * _spec.K),
                Weights = ref MemoryMarshal.GetReference(buffers.Scratch),
                Bias = ref MemoryMarshal.GetArrayDataReference(_noBias),
                Output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), ((nint)matrix * _spec.M * _spec.N) + column),
                Length = _spec.K,
                InputStep = _spec.K,
                OutputStep = _spec.N,
                Rows = _spec.M,
                Columns = columns,
                Low = float.NegativeInfinity,
                High = float.PositiveInfinity,
            };
            product.Run<TLanes>();
        }
    }

    private void Pack(ReadOnlySpan<float> second, int column, int columns, Span<float> panel)
    {
        for (int k = 0; k < _spec.K; k++)
        {
            Span<float> target = panel.Slice(k * _panelWidth, _panelWidth);
            second.Slice((k * _spec.N) + column, columns).CopyTo(target);
            target[columns..].Clear();
        }
    }
}
