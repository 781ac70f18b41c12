using MlNetTransfer.Execution.Cpu;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Arrays through which outputs go to the caller's loss and gradients come back; views are kept for each size of a part.</summary>
internal sealed class LossBuffers
{
    private readonly float[][] _outputs;
    private readonly float[][] _gradients;
    private readonly int[] _lengths;
    private readonly Dictionary<int, (ReadOnlyMemory<float>[] Outputs, Memory<float>[] Gradients)> _views = [];

    /// <param name="lengths">Floats of one unit of each output.</param>
    /// <param name="capacity">Largest number of units.</param>
    public LossBuffers(int[] lengths, int capacity)
    {
        _lengths = lengths;
        Capacity = capacity;
        _outputs = Array.ConvertAll(lengths, length => new float[checked(length * capacity)]);
        _gradients = Array.ConvertAll(lengths, length => new float[checked(length * capacity)]);
    }

    /// <summary>Largest number of units.</summary>
    public int Capacity { get; }

    /// <summary>Hands a part's outputs to a loss and writes its gradients where the backward steps read them.</summary>
    /// <returns>The part's loss.</returns>
    public double Exchange(CpuRun run, IReadOnlyList<CpuOperand> seeds, OutputLoss loss, (int FirstPicture, int Units) part)
    {
        (ReadOnlyMemory<float>[] outputs, Memory<float>[] gradients) = ViewsOf(part.Units);
        for (int i = 0; i < _lengths.Length; i++)
        {
            ReadOnlySpan<float> source = run.Output(i);
            for (int start = 0; start < outputs[i].Length; start += source.Length)
            {
                source.CopyTo(_outputs[i].AsSpan(start));
            }
        }

        double value = loss(part.FirstPicture, outputs, gradients);
        for (int i = 0; i < _lengths.Length; i++)
        {
            if (seeds[i].Buffer >= 0)
            {
                gradients[i].Span.CopyTo(run.Target(seeds[i], _lengths[i]));
            }
        }

        return value;
    }

    private (ReadOnlyMemory<float>[] Outputs, Memory<float>[] Gradients) ViewsOf(int units)
    {
        if (!_views.TryGetValue(units, out (ReadOnlyMemory<float>[] Outputs, Memory<float>[] Gradients) views))
        {
            views = NewViews(units);
            _views.Add(units, views);
        }

        return views;
    }

    private (ReadOnlyMemory<float>[] Outputs, Memory<float>[] Gradients) NewViews(int units) =>
    (
        [.. _outputs.Zip(_lengths, (array, length) => (ReadOnlyMemory<float>)array.AsMemory(0, length * units))],
        [.. _gradients.Zip(_lengths, (array, length) => array.AsMemory(0, length * units))]);
}
