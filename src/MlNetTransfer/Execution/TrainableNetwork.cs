using MlNetTransfer.Execution.Gradients;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution;

/// <summary>A graph made ready to learn: gradients of a loss by any of its weights, over the same kernels that inference runs.</summary>
/// <remarks>
/// <para><b>What is computed</b>: nothing below the lowest trainable initializer is differentiated or kept. Batch normalisations whose statistics stay are
/// worked into the weights before them and cost nothing.</para>
/// <para><b>Reproducibility</b>: on one machine the same calls give the same bits at any thread count.</para>
/// <para><b>Memory</b>: a batch runs in parts whose size follows from the network alone; after the first call of a size nothing is allocated.</para>
/// <para><b>Threading</b>: one caller at a time; each call uses all threads of the network's team.</para>
/// </remarks>
public sealed class TrainableNetwork
{
    private readonly Graph _graph;
    private readonly TrainableNetworkOptions _options;
    private readonly TrainingPrograms _programs;
    private Network? _inference;

    private TrainableNetwork(Graph graph, TrainableNetworkOptions options)
    {
        _graph = graph;
        _options = options;
        _programs = TrainingPrograms.Prepare(graph, options);
    }

    /// <summary>The tensors that training moves, in the order in which the network uses them.</summary>
    public IReadOnlyList<NetworkParameter> Parameters => _programs.Parameters;

    /// <summary>Running means and variances that batch normalisations move in <see cref="BatchNormalizationMode.Updating"/>; their gradients are not used.</summary>
    public IReadOnlyList<NetworkParameter> Statistics => _programs.Statistics;

    /// <summary>The value that the network is given.</summary>
    public ValueInfo Input => _programs.Input;

    /// <summary>The values that the loss is given, in the order of the options.</summary>
    public IReadOnlyList<ValueInfo> Outputs => _programs.Outputs;

    /// <summary>Key of the dropout masks: equal keys give equal masks; change it for each batch.</summary>
    /// <value>The default value is 0.</value>
    public ulong RandomKey
    {
        get => _programs.Dropout.Value;
        set => _programs.Dropout.Value = value;
    }

    /// <summary>Derivative of the last batch's loss by the input, in the input's own layout; empty unless <see cref="TrainableNetworkOptions.InputGradient"/>.</summary>
    public ReadOnlyMemory<float> InputGradient => _programs.InputGradient;

    /// <summary>Programs for tests and profiles.</summary>
    internal TrainingPrograms Programs => _programs;

    /// <summary>Compiles a graph for training.</summary>
    /// <param name="graph">The graph; one input without a constant, batch normalisations not folded into weights where they are to move.</param>
    /// <param name="options">What moves, and all that <see cref="NetworkOptions"/> has; copied.</param>
    /// <returns>The network.</returns>
    /// <exception cref="UnsupportedOperatorException">Some operators cannot run, or have no derivative and lie above something trainable; all are listed.</exception>
    /// <exception cref="InvalidModelException">The graph contradicts itself, or a size is left open.</exception>
    /// <exception cref="ArgumentException">The options do not fit the graph, or a trainable name is no initializer that can move.</exception>
    public static TrainableNetwork Compile(Graph graph, TrainableNetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.ThreadCount, nameof(options));
        return new TrainableNetwork(graph, options with { Outputs = [.. options.Outputs], Trainable = [.. options.Trainable] });
    }

    /// <summary>Initializers that may be trainable: they enter convolutions, dense layers and normalisations unchanged.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">Outputs and sizes; null for the graph's own.</param>
    /// <returns>Names, kinds and shapes in the order in which the network uses them.</returns>
    /// <exception cref="UnsupportedOperatorException">Some operators cannot run; all are listed.</exception>
    /// <exception cref="InvalidModelException">The graph contradicts itself, or a size is left open.</exception>
    public static IReadOnlyList<TrainableTensor> FindTrainable(Graph graph, NetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        NetworkGraph resolved = NetworkGraph.Of(graph, options ?? new NetworkOptions(), GraphPasses.Training);
        return ParameterSlots.Find(graph, resolved.Plan(1));
    }

    /// <summary>Sets the gradients of all parameters to zero.</summary>
    public void ClearGradients()
    {
        for (int i = 0; i < Parameters.Count; i++)
        {
            Parameters[i].Gradient.Span.Clear();
        }
    }

    /// <summary>Runs pictures forward and backward and adds the gradients of the loss to those of the parameters.</summary>
    /// <param name="pixels">The pictures, of the network's input size.</param>
    /// <param name="loss">Asked once for each part of the batch.</param>
    /// <param name="cancellationToken">Checked between steps; when it fires, no gradient is added.</param>
    /// <returns>Sum of what the loss returned.</returns>
    /// <exception cref="ArgumentException">The size differs from the network's.</exception>
    /// <exception cref="InvalidOperationException">The network was compiled without <see cref="TrainableNetworkOptions.Normalization"/>.</exception>
    public double Accumulate(PixelBatch pixels, OutputLoss loss, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        _programs.Rules.CheckPixels(pixels);
        return Accumulate(new Cpu.CpuRunArguments(pixels.Count, pixels.Pixels, default), loss, cancellationToken);
    }

    /// <summary>Runs floats forward and backward and adds the gradients of the loss to those of the parameters.</summary>
    /// <param name="input">Values of <see cref="Input"/> in the graph's own layout, row-major.</param>
    /// <param name="batch">N, 1 or more.</param>
    /// <param name="loss">Asked once for each part of the batch.</param>
    /// <param name="cancellationToken">Checked between steps; when it fires, no gradient is added.</param>
    /// <returns>Sum of what the loss returned.</returns>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    /// <exception cref="InvalidOperationException">The network was compiled for pixels.</exception>
    public double Accumulate(ReadOnlyMemory<float> input, int batch, OutputLoss loss, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        _programs.Rules.CheckFloats(input.Length, batch);
        return Accumulate(new Cpu.CpuRunArguments(batch, default, input), loss, cancellationToken);
    }

    /// <summary>Tells the network that values of parameters or statistics were written.</summary>
    public void ParametersChanged()
    {
        _programs.ParametersChanged();
        _inference = null;
    }

    /// <summary>Runs pictures as the finished network will: running statistics, no dropout, current values.</summary>
    /// <param name="pixels">The pictures, of the network's input size.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <returns>One array for each of <see cref="Outputs"/>, row-major; the same bits as the network of <see cref="ToGraph"/> gives.</returns>
    /// <exception cref="ArgumentException">The size differs from the network's.</exception>
    /// <exception cref="InvalidOperationException">The network was compiled without <see cref="TrainableNetworkOptions.Normalization"/>.</exception>
    public float[][] Run(PixelBatch pixels, CancellationToken cancellationToken = default) => Inference().Run(pixels, cancellationToken);

    /// <summary>Runs floats as the finished network will: running statistics, no dropout, current values.</summary>
    /// <param name="input">Values of <see cref="Input"/> in the graph's own layout, row-major.</param>
    /// <param name="batch">N, 1 or more.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <returns>One array for each of <see cref="Outputs"/>, row-major; the same bits as the network of <see cref="ToGraph"/> gives.</returns>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    /// <exception cref="InvalidOperationException">The network was compiled for pixels.</exception>
    public float[][] Run(ReadOnlyMemory<float> input, int batch, CancellationToken cancellationToken = default) =>
        Inference().Run(input, batch, cancellationToken);

    /// <summary>The graph that was compiled, with the current values of parameters and statistics in place of its initializers.</summary>
    /// <returns>A graph of its own; the values are copied.</returns>
    public Graph ToGraph()
    {
        var constants = new Dictionary<string, Tensor>(_graph.Constants, StringComparer.Ordinal);
        foreach (NetworkParameter parameter in Parameters.Concat(Statistics))
        {
            constants[parameter.Name] = Tensor.FromFloats(parameter.Shape, parameter.Values.Span);
        }

        return _graph with { Constants = constants };
    }

    private Network Inference() => _inference ??= Network.Compile(ToGraph(), _options.ForInference);

    private double Accumulate(in Cpu.CpuRunArguments arguments, OutputLoss loss, CancellationToken cancellationToken)
    {
        if (Statistics.Count > 0)
        {
            _inference = null;
        }

        return _programs.Accumulate(arguments, loss, cancellationToken);
    }
}
