using MlNetTransfer.Execution;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Tests.Training.Loop;

/// <summary>A linear softmax classifier by formula, so that the loop can be tested without a network.</summary>
internal sealed class ToyTraining : IGradientModel, ITrainingPictures
{
    private const int Features = 3;
    private const int Classes = 2;

    private readonly NetworkParameter _weights = new("w", ParameterKind.Weight, new Shape(Classes, Features), new float[Classes * Features]);
    private readonly float[][] _rows;

    public ToyTraining(int count = 21)
    {
        SeededRandom random = new(7);
        Labels = [.. Enumerable.Range(0, count).Select(i => i % Classes)];
        _rows = [.. Labels.Select(label => new[] { (float)(random.NextDouble() + label), (float)random.NextDouble(), 1f })];
    }

    public IReadOnlyList<NetworkParameter> Parameters => [_weights];

    public IReadOnlyList<NetworkParameter> Statistics => [];

    public int Count => Labels.Count;

    public IReadOnlyList<int> Labels { get; }

    public string Fingerprint => "toy";

    /// <summary>Run before each step.</summary>
    public Action? BeforeStep { get; set; }

    /// <summary>Factor of the loss, to make it explode.</summary>
    public double LossFactor { get; set; } = 1;

    public List<int[]> Orders { get; } = [];

    public TrainingBatch Read(int epoch, int step, IReadOnlyList<int> pictures, CancellationToken cancellationToken)
    {
        lock (Orders)
        {
            Orders.Add([.. pictures]);
        }

        // "Augmentation" that depends on the epoch.
        float[] values = [.. pictures.SelectMany(p => _rows[p].Select(x => x + (0.01f * epoch)))];
        float[] targets = [.. pictures.SelectMany(p => new[] { Labels[p] == 0 ? 1f : 0f, Labels[p] == 1 ? 1f : 0f })];
        return new TrainingBatch { Count = pictures.Count, Values = values, Targets = targets };
    }

    public void ClearGradients() => _weights.Gradient.Span.Clear();

    public double Accumulate(TrainingBatch batch, ulong randomKey, OutputLoss loss)
    {
        BeforeStep?.Invoke();
        float[] scores = new float[batch.Count * Classes];
        float[] gradients = new float[scores.Length];
        float noise = (randomKey & 255) / 1e4f;
        for (int i = 0; i < scores.Length; i++)
        {
            for (int k = 0; k < Features; k++)
            {
                scores[i] += (batch.Values.Span[(i / Classes * Features) + k] + noise) * _weights.Values.Span[(i % Classes * Features) + k];
            }
        }

        double total = loss(0, [scores], [gradients]);
        for (int i = 0; i < scores.Length; i++)
        {
            for (int k = 0; k < Features; k++)
            {
                _weights.Gradient.Span[(i % Classes * Features) + k] += gradients[i] * (batch.Values.Span[(i / Classes * Features) + k] + noise);
            }
        }

        return total * LossFactor;
    }

    public void ParametersChanged()
    {
    }

    public GradientTrainingSetup Setup(ICheckpointStore? store = null) => new()
    {
        Model = this,
        Parameters = [new TunedParameter(_weights, 1, true, false)],
        Pictures = this,
        ClassWeights = [1, 1],
        Team = ThreadTeam.Shared(2),
        Checkpoints = store,
    };

    public float[] Weights => _weights.Values.ToArray();
}
