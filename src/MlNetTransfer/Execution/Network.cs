using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution;

/// <summary>A graph made ready to run on pictures: batch norm folded, steps fused, weights packed, memory planned.</summary>
/// <remarks>
/// <para><b>Threading</b>: immutable and safe for any number of concurrent callers; each run uses all threads of the network's team.</para>
/// <para><b>Reproducibility</b>: on one machine the same picture gives the same bits at any thread count, batch size, split and run.</para>
/// <para><b>Memory</b>: large batches run in parts, so that memory stays bounded; after the first run of a size nothing is allocated.</para>
/// </remarks>
public sealed class Network
{
    private readonly PreparedNetwork _prepared;

    private Network(PreparedNetwork prepared)
    {
        _prepared = prepared;
    }

    /// <summary>The value that a run is given.</summary>
    public ValueInfo Input => _prepared.Input;

    /// <summary>The values that a run returns, in the order of the options; dimensions with the batch size N first.</summary>
    public IReadOnlyList<ValueInfo> Outputs => _prepared.Outputs;

    /// <summary>Executors for tests and profiles.</summary>
    internal PreparedNetwork Prepared => _prepared;

    /// <summary>Compiles a graph.</summary>
    /// <param name="graph">The graph; one input without a constant.</param>
    /// <param name="options">Outputs, pixel normalisation, sizes, numeric mode, threads; copied.</param>
    /// <returns>The network.</returns>
    /// <exception cref="UnsupportedOperatorException">Some operators, or forms of them, cannot run; all are listed.</exception>
    /// <exception cref="InvalidModelException">The graph contradicts itself, or a size is left open.</exception>
    /// <exception cref="ArgumentException">The options do not fit the graph.</exception>
    public static Network Compile(Graph graph, NetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        options ??= new NetworkOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.ThreadCount, nameof(options));
        return new Network(PreparedNetwork.Prepare(graph, options with { Outputs = [.. options.Outputs] }));
    }

    /// <summary>Runs pictures.</summary>
    /// <param name="pixels">The pictures, of the network's input size.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <returns>One array for each of <see cref="Outputs"/>, row-major.</returns>
    /// <exception cref="ArgumentException">The size differs from the network's.</exception>
    /// <exception cref="InvalidOperationException">The network was compiled without <see cref="NetworkOptions.Normalization"/>.</exception>
    public float[][] Run(PixelBatch pixels, CancellationToken cancellationToken = default)
    {
        float[][] outputs = _prepared.NewOutputs(pixels.Count);
        Run(pixels, Array.ConvertAll(outputs, output => (Memory<float>)output), cancellationToken);
        return outputs;
    }

    /// <summary>Runs pictures into arrays of the caller; allocates nothing after the first run of a size.</summary>
    /// <param name="pixels">The pictures, of the network's input size.</param>
    /// <param name="outputs">One array for each of <see cref="Outputs"/>, exactly as long as its values.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <exception cref="ArgumentException">A size differs from the network's.</exception>
    /// <exception cref="InvalidOperationException">The network was compiled without <see cref="NetworkOptions.Normalization"/>.</exception>
    public void Run(PixelBatch pixels, IReadOnlyList<Memory<float>> outputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        _prepared.CheckPixels(pixels);
        _prepared.Run(new CpuRunArguments(pixels.Count, pixels.Pixels, default), outputs, cancellationToken);
    }

    /// <summary>Runs floats.</summary>
    /// <param name="input">Values of <see cref="Input"/> in the graph's own layout, row-major.</param>
    /// <param name="batch">N, 1 or more.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <returns>One array for each of <see cref="Outputs"/>, row-major.</returns>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    /// <exception cref="InvalidOperationException">The network was compiled for pixels.</exception>
    public float[][] Run(ReadOnlyMemory<float> input, int batch, CancellationToken cancellationToken = default)
    {
        float[][] outputs = _prepared.NewOutputs(batch);
        Run(input, batch, Array.ConvertAll(outputs, output => (Memory<float>)output), cancellationToken);
        return outputs;
    }

    /// <summary>Runs floats into arrays of the caller; allocates nothing after the first run of a size.</summary>
    /// <param name="input">Values of <see cref="Input"/> in the graph's own layout, row-major.</param>
    /// <param name="batch">N, 1 or more.</param>
    /// <param name="outputs">One array for each of <see cref="Outputs"/>, exactly as long as its values.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <exception cref="ArgumentException">A number of values does not fit.</exception>
    /// <exception cref="InvalidOperationException">The network was compiled for pixels.</exception>
    public void Run(ReadOnlyMemory<float> input, int batch, IReadOnlyList<Memory<float>> outputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        _prepared.CheckFloats(input.Length, batch);
        _prepared.Run(new CpuRunArguments(batch, default, input), outputs, cancellationToken);
    }
}
