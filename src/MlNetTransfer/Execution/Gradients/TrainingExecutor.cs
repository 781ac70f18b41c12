using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Runs the program of one training step, part of a batch after part. One caller at a time.</summary>
internal sealed class TrainingExecutor
{
    private readonly ThreadTeam _team;
    private readonly DropoutKey _dropout;
    private readonly CpuTrainingProgram _training;
    private readonly RunningStatistics _statistics;
    private readonly int _unitInputLength;
    private readonly int _largestUnits;
    private CpuArena? _arena;
    private LossBuffers? _buffers;

    public TrainingExecutor(CpuTraining training, CpuOptions options, ThreadTeam team)
    {
        _team = team;
        Plan = training.Plan;
        _dropout = training.Dropout;
        Program = CpuProgramBuilder.BuildTraining(training, options);
        _training = Program.Training!;
        Repacking = new WeightRefresh([], _training.Bindings);
        _statistics = new RunningStatistics(_training.Statistics);
        UnitBatch = training.Plan.Plan.UnitBatch;
        _unitInputLength = checked((int)training.Plan.Plan.Values[training.Plan.Plan.Input].Shape.ElementCount);
        _largestUnits = TrainingBatch.LargestUnits(training.Plan, Program.ArenaLength * (long)sizeof(float));
    }

    /// <summary>What is computed.</summary>
    public GradientPlan Plan { get; }

    /// <summary>The operations, for profiles.</summary>
    public CpuProgram Program { get; }

    /// <summary>Pictures in a unit.</summary>
    public int UnitBatch { get; }

    /// <summary>Largest number of units that run together.</summary>
    public int LargestUnits => _largestUnits;

    /// <summary>Packs the weights for this program's operations.</summary>
    public WeightRefresh Repacking { get; }

    /// <summary>Which parameters the packed weights were made from.</summary>
    public int Version { get; set; }

    /// <summary>Moves the running statistics by those of the last batch.</summary>
    public void MoveStatistics(double momentum) => _statistics.Move(momentum);

    /// <summary>Runs forward and backward; gradients are added to the accumulators.</summary>
    /// <param name="arguments">All of the batch.</param>
    /// <param name="loss">Asked for each part.</param>
    /// <param name="inputGradient">Filled where it is not empty.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <returns>Sum of the parts' losses.</returns>
    public double Accumulate(in CpuRunArguments arguments, OutputLoss loss, Memory<float> inputGradient, CancellationToken cancellationToken)
    {
        int part = SubBatch.EvenPart(arguments.UnitCount, _largestUnits);
        CpuArena arena = ArenaFor(part);
        double sum = 0;
        try
        {
            for (int first = 0; first < arguments.UnitCount; first += part)
            {
                int count = Math.Min(part, arguments.UnitCount - first);
                arena.Run.Start(PartOf(arguments, first, count));
                _dropout.FirstPicture = first * UnitBatch;
                arena.Run.Select(0, _training.BackwardStart);
                _team.Run(arena.Run, cancellationToken);
                sum += _buffers!.Exchange(arena.Run, _training.Seeds, loss, (first * UnitBatch, count));
                _statistics.Take(arena.Run);
                arena.Run.Select(_training.BackwardStart, Program.Steps.Count);
                _team.Run(arena.Run, cancellationToken);
                CopyInputGradient(arena.Run, inputGradient, first);
            }
        }
        finally
        {
            arena.Run.Start(default);
        }

        return sum;
    }

    private CpuRunArguments PartOf(in CpuRunArguments arguments, int first, int count) => new(
        count,
        arguments.Pixels.IsEmpty ? default : arguments.Pixels.Slice(first * _unitInputLength, count * _unitInputLength),
        arguments.Input.IsEmpty ? default : arguments.Input.Slice(first * _unitInputLength, count * _unitInputLength));

    private void CopyInputGradient(CpuRun run, Memory<float> target, int first)
    {
        if (!target.IsEmpty)
        {
            ReadOnlySpan<float> gradient = run.Output(Program.Outputs.Count - 1);
            gradient.CopyTo(target.Span[(first * _unitInputLength)..]);
        }
    }

    private CpuArena ArenaFor(int units)
    {
        if (_arena is null || _arena.Capacity < units)
        {
            _arena = null;
            _arena = new CpuArena(Program, units, _team.WorkerCount);
            _buffers = new LossBuffers([.. Program.Outputs.Take(_training.Seeds.Count).Select(output => output.Length)], units);
        }

        return _arena;
    }
}
