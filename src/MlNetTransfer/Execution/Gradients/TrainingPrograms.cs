using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>What <see cref="TrainableNetwork"/> runs: a program for single pictures, or one for each batch size where pictures are mixed.</summary>
internal sealed class TrainingPrograms
{
    /// <summary>A whole batch and a smaller last one, twice.</summary>
    private const int Kept = 4;

    private readonly NetworkGraph _graph;
    private readonly TrainableNetworkOptions _options;
    private readonly TrainableTensors _trained;
    private readonly ThreadTeam _team;
    private readonly ParameterStore _store;
    private readonly WeightRefresh _refresh;
    private readonly GradientFolding _folding;
    private readonly List<TrainingExecutor> _executors = [];
    private readonly int _unitBatch;
    private float[] _inputGradient = [];
    private int _version;
    private int _refreshed;

    private TrainingPrograms(Graph graph, TrainableNetworkOptions options, NetworkGraph resolved)
    {
        _graph = resolved;
        _options = options;
        _team = ThreadTeam.Shared(options.ThreadCount == 0 ? Environment.ProcessorCount : options.ThreadCount);
        ExecutionPlan one = resolved.Plan(1);
        IReadOnlyDictionary<string, Tensor> chosen = TrainableNames.Resolve(graph, options.Trainable, one);
        bool updates = options.BatchNormalization == BatchNormalizationMode.Updating;
        _trained = new TrainableTensors(chosen.Values, updates);
        ExecutionPlan fused = PlanFusion.FuseForTraining(one, _trained, options.InputGradient);
        bool mixes = resolved.FixedBatch == 0
            && (fused.Steps.Any(step => step is BatchNormalizationStep) || !PictureIndependence.Holds(one, resolved.Plan(2)));
        _unitBatch = mixes ? 0 : Math.Max(1, resolved.FixedBatch);
        Parameters = TrainableNames.ParametersOf(graph, ParameterSlots.Of(fused).Where(slot => _trained.Contains(slot.Tensor)));
        Statistics = TrainableNames.ParametersOf(graph, ParameterSlots.StatisticsOf(fused));
        _store = new ParameterStore(TrainableNames.ByMemory(graph, Parameters.Concat(Statistics)));
        Outputs = resolved.Outputs;
        Input = resolved.Input;
        Rules = new InputRules(Input, options.Normalization, _unitBatch);
        if (_unitBatch > 0)
        {
            _executors.Add(NewExecutor(fused));
        }
        else
        {
            GradientPlanBuilder.Build(fused, _trained, options.InputGradient);
        }

        _refresh = new WeightRefresh(_store.Sets, []);
        _folding = new GradientFolding(_store.Sets);
    }

    /// <summary>What moves.</summary>
    public IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <summary>Running statistics that move.</summary>
    public IReadOnlyList<NetworkParameter> Statistics { get; }

    /// <summary>The value that the network is given.</summary>
    public ValueInfo Input { get; }

    /// <summary>The values that the loss is given.</summary>
    public IReadOnlyList<ValueInfo> Outputs { get; }

    /// <summary>What a caller may give.</summary>
    public InputRules Rules { get; }

    /// <summary>Key of the dropout masks.</summary>
    public DropoutKey Dropout { get; } = new();

    /// <summary>Derivative of the last batch's loss by the input; empty where it is not wanted.</summary>
    public ReadOnlyMemory<float> InputGradient => _inputGradient;

    /// <summary>Compiles a graph.</summary>
    public static TrainingPrograms Prepare(Graph graph, TrainableNetworkOptions options)
    {
        GraphPasses passes = options.Dropout ? GraphPasses.Training : GraphPasses.Training | GraphPasses.RemoveDropout;
        return new TrainingPrograms(graph, options, NetworkGraph.Of(graph, options.ForInference, passes));
    }

    /// <summary>Weights are made and packed again before the next run.</summary>
    public void ParametersChanged() => _version++;

    /// <summary>Runs a batch whose sizes were checked; adds its gradients to the parameters'.</summary>
    public double Accumulate(in CpuRunArguments arguments, OutputLoss loss, CancellationToken cancellationToken)
    {
        TrainingExecutor executor = Refresh(arguments.UnitCount);
        PrepareInputGradient(arguments.UnitCount);
        int units = arguments.UnitCount / executor.UnitBatch;
        double sum;
        try
        {
            sum = executor.Accumulate(arguments with { UnitCount = units }, loss, _inputGradient, cancellationToken);
        }
        catch
        {
            _store.Sets.ForEach(set => set.Gradient.Span.Clear());
            throw;
        }

        Fold();
        executor.MoveStatistics(_options.StatisticsMomentum);
        return sum;
    }

    /// <summary>Makes and packs weights again where parameters have changed.</summary>
    /// <returns>The program for a batch size.</returns>
    public TrainingExecutor Refresh(int batch)
    {
        TrainingExecutor executor = ExecutorFor(batch);
        if (_refreshed != _version)
        {
            _team.Run(_refresh, CancellationToken.None);
            _refreshed = _version;
        }

        if (executor.Version != _version)
        {
            _team.Run(executor.Repacking, CancellationToken.None);
            executor.Version = _version;
        }

        return executor;
    }

    /// <summary>Adds what backward steps have summed to the parameters' gradients.</summary>
    public void Fold() => _team.Run(_folding, CancellationToken.None);

    /// <summary>The program for a batch size.</summary>
    public TrainingExecutor ExecutorFor(int batch)
    {
        if (_unitBatch > 0)
        {
            return _executors[0];
        }

        foreach (TrainingExecutor known in _executors)
        {
            if (known.UnitBatch == batch)
            {
                return known;
            }
        }

        TrainingExecutor made = NewExecutor(PlanFusion.FuseForTraining(_graph.Plan(batch), _trained, _options.InputGradient));
        _executors.Insert(0, made);
        _executors.RemoveRange(Math.Min(Kept, _executors.Count), Math.Max(0, _executors.Count - Kept));
        return made;
    }

    private TrainingExecutor NewExecutor(ExecutionPlan fused)
    {
        var training = new CpuTraining(GradientPlanBuilder.Build(fused, _trained, _options.InputGradient), _store, Dropout);
        return new TrainingExecutor(training, new CpuOptions(_options.NumericMode == NumericMode.Fast), _team) { Version = _refreshed };
    }

    private void PrepareInputGradient(int batch)
    {
        long length = _options.InputGradient ? 1 : 0;
        for (int i = 0; length > 0 && i < Input.Dimensions!.Count; i++)
        {
            length = checked(length * Input.Dimensions[i].At(batch));
        }

        length = _graph.FixedBatch > 0 ? length * batch / _graph.FixedBatch : length;
        if (_inputGradient.Length != length)
        {
            _inputGradient = new float[length];
        }
    }
}
