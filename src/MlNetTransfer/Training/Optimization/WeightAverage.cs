using MlNetTransfer.Execution;
using MlNetTransfer.Kernels.Updates;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Training.Optimization;

/// <summary>Exponential moving average of parameters: less noisy than the last step's values, usually a little better.</summary>
/// <remarks>decay(t) = min(decay, (1 + t) / (10 + t)), so that a short run is not dominated by its start. Source: Polyak and Juditsky 1992; Tan and Le 2019.</remarks>
internal sealed class WeightAverage
{
    private readonly IReadOnlyList<NetworkParameter> _parameters;
    private readonly double _decay;
    private readonly ThreadTeam _team;

    public WeightAverage(IReadOnlyList<NetworkParameter> parameters, double decay, ThreadTeam team)
    {
        _parameters = parameters;
        _decay = decay;
        _team = team;
        Values = [.. parameters.Select(p => p.Values.ToArray())];
    }

    /// <summary>The averages, one array a parameter; writing into them restores a checkpoint.</summary>
    public float[][] Values { get; }

    /// <summary>Takes in the present values.</summary>
    /// <param name="step">Steps made, from 1.</param>
    public void Update(long step)
    {
        float keep = (float)Math.Min(_decay, (1.0 + step) / (10.0 + step));
        IndependentItems.Run(
            _team, _parameters.Count, (item, _) => ParameterUpdates.MoveAverage(Values[item], _parameters[item].Values.Span, keep), CancellationToken.None);
    }

    /// <summary>Exchanges the averages and the parameters' values; a second call undoes it.</summary>
    public void Swap()
    {
        for (int i = 0; i < _parameters.Count; i++)
        {
            float[] before = _parameters[i].Values.ToArray();
            Values[i].CopyTo(_parameters[i].Values.Span);
            before.CopyTo(Values[i], 0);
        }
    }
}
