using System.Text;
using System.Text.Json;
using MlNetTransfer.Graphs;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Training.Loop;

/// <summary>Everything that changes during a training, and its way into a checkpoint and back.</summary>
internal sealed class TrainingState
{
    private const string PositionPart = "position";
    private const string IdentityPart = "identity";

    private readonly GradientTrainingSetup _setup;
    private readonly string _identity;

    public TrainingState(GradientTrainingSetup setup, GradientTrainingOptions options)
    {
        _setup = setup;
        _identity = Identify(setup, options);
        Optimizer = new Optimizer(options.Optimizer, setup.Parameters, setup.Team);
        Average = options.AverageDecay > 0 ? new WeightAverage(setup.Model.Parameters, options.AverageDecay, setup.Team) : null;
        Best = setup.Validate is null ? null : [.. Moving.Select(p => p.Values.ToArray())];
    }

    /// <summary>Where the training stands.</summary>
    public TrainingPosition Position { get; private set; } = new();

    /// <summary>The optimiser and its state.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Moving average of the weights; null where none is kept.</summary>
    public WeightAverage? Average { get; }

    /// <summary>Weights and statistics of the best epoch; null where nothing is validated.</summary>
    public float[][]? Best { get; }

    private IEnumerable<Execution.NetworkParameter> Moving => _setup.Model.Parameters.Concat(_setup.Model.Statistics);

    /// <summary>Keeps the present values as the best.</summary>
    public void KeepBest()
    {
        foreach ((Execution.NetworkParameter parameter, float[] best) in Moving.Zip(Best!))
        {
            parameter.Values.CopyTo(best);
        }
    }

    /// <summary>Puts the best values into the model.</summary>
    public void RestoreBest()
    {
        foreach ((Execution.NetworkParameter parameter, float[] best) in Moving.Zip(Best!))
        {
            best.CopyTo(parameter.Values);
        }

        _setup.Model.ParametersChanged();
    }

    /// <summary>Everything as a checkpoint.</summary>
    public Checkpoint Save()
    {
        Checkpoint checkpoint = new();
        checkpoint.Set(IdentityPart, Encoding.UTF8.GetBytes(_identity));
        checkpoint.Set(PositionPart, JsonSerializer.SerializeToUtf8Bytes(Position, PositionJson.Default.TrainingPosition));
        foreach ((string name, Memory<float> values) in Arrays())
        {
            checkpoint.Set(name, (ReadOnlySpan<float>)values.Span);
        }

        return checkpoint;
    }

    /// <summary>Takes up a checkpoint.</summary>
    /// <exception cref="InvalidModelException">It is of another training, or damaged.</exception>
    public void Load(Checkpoint checkpoint, string name)
    {
        string found = Encoding.UTF8.GetString(checkpoint.Find(IdentityPart) ?? []);
        if (found != _identity)
        {
            throw new InvalidModelException(
                $"{name}: this checkpoint is of another training: {FirstDifference(found, _identity)}. Start with the same pictures and options to resume it, or delete it.");
        }

        TrainingPosition? position = JsonSerializer.Deserialize(checkpoint.Find(PositionPart) ?? "null"u8.ToArray(), PositionJson.Default.TrainingPosition);
        Position = position ?? throw new InvalidModelException($"{name}: the checkpoint has no position. Delete it and start again.");
        Optimizer.StepCount = Position.TotalSteps;
        foreach ((string part, Memory<float> values) in Arrays())
        {
            checkpoint.CopyTo(part, values.Span);
        }

        _setup.Model.ParametersChanged();
    }

    private IEnumerable<(string Name, Memory<float> Values)> Arrays()
    {
        foreach (Execution.NetworkParameter parameter in Moving)
        {
            yield return ("values/" + parameter.Name, parameter.Values);
        }

        foreach ((string name, float[] values) in Optimizer.State)
        {
            yield return ("optimizer/" + name, values);
        }

        for (int i = 0; i < (Average?.Values.Length ?? 0); i++)
        {
            yield return ("average/" + _setup.Model.Parameters[i].Name, Average!.Values[i]);
        }

        if (Best is not null)
        {
            int index = 0;
            foreach (Execution.NetworkParameter parameter in Moving)
            {
                yield return ("best/" + parameter.Name, Best[index++]);
            }
        }
    }

    /// <summary>One line for each thing that the result depends on.</summary>
    private static string Identify(GradientTrainingSetup setup, GradientTrainingOptions options) =>
        string.Join('\n', [
            "options " + options.ToJson(),
            "pictures " + setup.Pictures.Fingerprint,
            "start " + setup.Identity,
            "classes " + string.Join(' ', setup.ClassWeights.Select(w => w.ToString("R", System.Globalization.CultureInfo.InvariantCulture))),
            "parameters " + string.Join(' ', setup.Parameters.Select(p => FormattableString.Invariant($"{p.Parameter.Name}:{p.RateFactor:R}:{p.Decays}:{p.IsPretrained}"))),
        ]);

    private static string FirstDifference(string found, string wanted)
    {
        string[] a = found.Split('\n');
        string[] b = wanted.Split('\n');
        int i = Enumerable.Range(0, Math.Min(a.Length, b.Length)).FirstOrDefault(k => a[k] != b[k], 0);
        return $"it has '{Shorten(a[i])}', this training has '{Shorten(b[i])}'";

        static string Shorten(string text) => text.Length <= 300 ? text : text[..300] + "...";
    }
}
