using MlNetTransfer.Kernels.Updates;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Training.Optimization;

/// <summary>Moves parameters along their gradients; holds the state that a checkpoint must keep.</summary>
internal sealed class Optimizer
{
    // Long enough that handing it out costs nothing beside the update, short enough that threads end together.
    private const int StretchLength = 1 << 16;

    private readonly OptimizerOptions _options;
    private readonly IReadOnlyList<TunedParameter> _parameters;
    private readonly ThreadTeam _team;
    private readonly (int Parameter, int Start, int Length)[] _stretches;
    private readonly float[][] _first;
    private readonly float[][] _second;
    private readonly float[][] _anchors;
    private readonly double[] _squares;

    public Optimizer(OptimizerOptions options, IReadOnlyList<TunedParameter> parameters, ThreadTeam team)
    {
        _options = options;
        _parameters = parameters;
        _team = team;
        _stretches = [.. parameters.SelectMany(Stretches)];
        _first = [.. parameters.Select(p => new float[p.Parameter.Count])];
        _second = [.. parameters.Select(p => options.Kind == OptimizerKind.Sgd ? [] : new float[p.Parameter.Count])];
        _anchors = [.. parameters.Select(p => options.PretrainedPull > 0 && p.IsPretrained ? p.Parameter.Values.ToArray() : [])];
        _squares = new double[_stretches.Length];
    }

    /// <summary>Steps made.</summary>
    public long StepCount { get; set; }

    /// <summary>All state besides <see cref="StepCount"/>, by name; writing into the arrays restores it.</summary>
    public IEnumerable<(string Name, float[] Values)> State =>
        _parameters.SelectMany((p, i) => new[]
        {
            ("first/" + p.Parameter.Name, _first[i]), ("second/" + p.Parameter.Name, _second[i]), ("anchor/" + p.Parameter.Name, _anchors[i]),
        }).Where(entry => entry.Item2.Length > 0);

    /// <summary>Length of the whole gradient (Euclidean).</summary>
    public double GradientNorm()
    {
        IndependentItems.Run(
            _team,
            _stretches.Length,
            (item, _) =>
            {
                (int parameter, int start, int length) = _stretches[item];
                _squares[item] = ParameterUpdates.SumOfSquares(_parameters[parameter].Parameter.Gradient.Span.Slice(start, length));
            },
            CancellationToken.None);
        return Math.Sqrt(_squares.Sum());
    }

    /// <summary>Moves all parameters.</summary>
    /// <param name="rate">Learning rate of this step, before each parameter's own factor.</param>
    /// <param name="gradientNorm">What <see cref="GradientNorm"/> gave for these gradients.</param>
    public void Step(double rate, double gradientNorm)
    {
        StepCount++;
        double factor = _options.ClipNorm > 0 && gradientNorm > _options.ClipNorm ? _options.ClipNorm / gradientNorm : 1;
        IndependentItems.Run(_team, _stretches.Length, (item, _) => Move(_stretches[item], rate, (float)factor), CancellationToken.None);
    }

    private void Move((int Parameter, int Start, int Length) stretch, double rate, float factor)
    {
        TunedParameter tuned = _parameters[stretch.Parameter];
        bool isAdam = _options.Kind is OptimizerKind.Adam or OptimizerKind.AdamW;
        float decay = tuned.Decays ? (float)_options.WeightDecay : 0f;
        Range range = stretch.Start..(stretch.Start + stretch.Length);
        float[] anchor = _anchors[stretch.Parameter];
        UpdateArgs args = new()
        {
            Values = tuned.Parameter.Values.Span[range],
            Gradient = tuned.Parameter.Gradient.Span[range],
            First = _first[stretch.Parameter].AsSpan(range),
            Second = _second[stretch.Parameter].Length == 0 ? default : _second[stretch.Parameter].AsSpan(range),
            Anchor = anchor.Length == 0 ? default : anchor.AsSpan(range),
            Rate = (float)(rate * tuned.RateFactor),
            Factor = factor,
            Decay = _options.Kind == OptimizerKind.AdamW ? 0f : decay,
            DecoupledDecay = _options.Kind == OptimizerKind.AdamW ? decay : 0f,
            Pull = anchor.Length == 0 ? 0f : (float)_options.PretrainedPull,
            Momentum = (float)(isAdam ? _options.Beta1 : _options.Momentum),
            SecondDecay = (float)_options.Beta2,
            Epsilon = (float)_options.Epsilon,
            FirstCorrection = (float)(1 / (1 - Math.Pow(_options.Beta1, StepCount))),
            SecondCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(_options.Beta2, StepCount))),
            Nesterov = _options.Nesterov,
        };
        switch (_options.Kind)
        {
            case OptimizerKind.Sgd:
                ParameterUpdates.Sgd(in args);
                break;
            case OptimizerKind.RmsProp:
                ParameterUpdates.RmsProp(in args);
                break;
            default:
                ParameterUpdates.Adam(in args);
                break;
        }
    }

    private static IEnumerable<(int Parameter, int Start, int Length)> Stretches(TunedParameter tuned, int index)
    {
        for (int start = 0; start < tuned.Parameter.Count; start += StretchLength)
        {
            yield return (index, start, Math.Min(StretchLength, tuned.Parameter.Count - start));
        }
    }
}
