using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution;

/// <summary>What <see cref="Network"/> runs: an executor for single pictures, or one for each batch size where a graph mixes pictures.</summary>
internal sealed class PreparedNetwork
{
    private readonly CpuExecutor? _executor;
    private readonly BatchExecutors? _byBatch;
    private readonly InputRules _rules;
    private readonly int _unitBatch;

    private PreparedNetwork(NetworkGraph graph, NetworkOptions options)
    {
        Input = graph.Input;
        ThreadTeam team = ThreadTeam.Shared(options.ThreadCount == 0 ? Environment.ProcessorCount : options.ThreadCount);
        var cpu = new CpuOptions(options.NumericMode == NumericMode.Fast);
        ExecutionPlan one = graph.Plan(1);
        _unitBatch = graph.FixedBatch;
        if (graph.FixedBatch == 0 && !PictureIndependence.Holds(one, graph.Plan(2)))
        {
            _byBatch = new BatchExecutors(batch => new CpuExecutor(PlanFusion.Fuse(graph.Plan(batch)), cpu, team));
            Outputs = graph.Outputs;
        }
        else
        {
            _unitBatch = Math.Max(1, graph.FixedBatch);
            Plan = PlanFusion.Fuse(one);
            _executor = new CpuExecutor(Plan, cpu, team);
            Outputs = [.. graph.Outputs.Zip(Plan.Outputs, (info, value) => info with { Dimensions = PerBatch(Plan.Values[value].Shape) })];
        }

        _rules = new InputRules(Input, options.Normalization, _unitBatch);
    }

    /// <summary>The value that a run is given.</summary>
    public ValueInfo Input { get; }

    /// <summary>The values that a run returns.</summary>
    public IReadOnlyList<ValueInfo> Outputs { get; }

    /// <summary>The fused plan; null where there is one for each batch size.</summary>
    public ExecutionPlan? Plan { get; }

    /// <summary>The executor; null where there is one for each batch size.</summary>
    public CpuExecutor? Executor => _executor;

    /// <summary>Compiles a graph.</summary>
    public static PreparedNetwork Prepare(Graph graph, NetworkOptions options) => new(NetworkGraph.Of(graph, options), options);

    /// <summary>Arrays for the results of a batch.</summary>
    public float[][] NewOutputs(int batch)
    {
        _rules.CheckBatch(batch);
        return [.. ExecutorFor(batch, out int units).Program.Outputs.Select(output => new float[checked(output.Length * units)])];
    }

    /// <summary>Refuses pixels of another size.</summary>
    public void CheckPixels(PixelBatch pixels) => _rules.CheckPixels(pixels);

    /// <summary>Refuses floats of another size.</summary>
    public void CheckFloats(int length, int batch) => _rules.CheckFloats(length, batch);

    /// <summary>Runs a batch whose sizes were checked.</summary>
    public void Run(in CpuRunArguments arguments, IReadOnlyList<Memory<float>> outputs, CancellationToken cancellationToken)
    {
        CpuExecutor executor = ExecutorFor(arguments.UnitCount, out int units);
        IReadOnlyList<(CpuOperand, int Length)> expected = executor.Program.Outputs;
        if (outputs.Count != expected.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"The network has {expected.Count} outputs, got arrays for {outputs.Count}."), nameof(outputs));
        }

        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].Length != (long)expected[i].Length * units)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Output {i} ({Outputs[i]}) takes {(long)expected[i].Length * units} floats, got {outputs[i].Length}."),
                    nameof(outputs));
            }
        }

        executor.Run(arguments with { UnitCount = units }, outputs, cancellationToken);
    }

    private CpuExecutor ExecutorFor(int batch, out int units)
    {
        units = _executor is null ? 1 : batch / _unitBatch;
        return _executor ?? _byBatch!.For(batch);
    }

    private IReadOnlyList<Dimension> PerBatch(Shape shape) =>
        [.. shape.Select((size, axis) => axis == 0 && size % _unitBatch == 0 && size > 0 ? Dimension.TimesBatch(size / _unitBatch) : Dimension.Of(size))];
}
