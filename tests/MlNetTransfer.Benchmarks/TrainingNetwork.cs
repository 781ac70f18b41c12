using System.Globalization;
using System.Numerics;
using MlNetTransfer.Execution;
using MlNetTransfer.Execution.Gradients;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;

namespace MlNetTransfer.Benchmarks;

/// <summary>A network that is trained by cross-entropy and SGD with momentum on fixed input, as the peer's script does.</summary>
internal sealed class TrainingNetwork
{
    private const float LearningRate = 1e-4f;
    private const float Momentum = 0.9f;

    /// <summary>Blocks at the end of MobileNetV2 that the peer calls the last stage.</summary>
    private static readonly string[] LastStage = ["layer4.", "fc.", "features.14.", "features.15.", "features.16.", "features.17.", "features.18.", "classifier."];

    private readonly TrainableNetwork _network;
    private readonly float[] _input;
    private readonly int _batch;
    private readonly float[][] _velocities;

    public TrainingNetwork(string model, int batch, int threads, string part)
    {
        Graph graph = OnnxReader.Read(File.ReadAllBytes(model));
        graph = part == "cached" ? FromLastStage(graph) : graph;
        string[] names = [.. TrainableNetwork.FindTrainable(graph).Select(tensor => tensor.Name).Where(name => part == "all" || IsLast(name))];
        _network = TrainableNetwork.Compile(graph, new TrainableNetworkOptions { Trainable = names, ThreadCount = threads });
        _batch = batch;
        _input = new float[_network.Input.Dimensions!.Aggregate(1L, (product, d) => product * d.At(batch))];
        for (int i = 0; i < _input.Length; i++)
        {
            _input[i] = (MathF.Sin(i * 12.9898f) + 1) / 2;
        }

        _velocities = [.. _network.Parameters.Select(parameter => new float[parameter.Count])];
    }

    /// <summary>What a network computes from the input of its last stage on, as if that were kept for every picture.</summary>
    private static Graph FromLastStage(Graph graph)
    {
        string input = graph.Nodes.First(node => node.Inputs.Any(name => graph.Constants.ContainsKey(name) && IsLast(name))).Inputs[0];
        return HeadNodes.Detach(graph, ShapeInference.Infer(graph)[input], graph.Outputs[0].Name);
    }

    /// <summary>The network.</summary>
    public TrainableNetwork Network => _network;

    /// <summary>The batch's pictures as floats.</summary>
    public ReadOnlyMemory<float> Input => _input;

    /// <summary>Forward, backward, step.</summary>
    public double Step()
    {
        _network.ClearGradients();
        double loss = _network.Accumulate(_input, _batch, CrossEntropy);
        Parallel.For(0, _velocities.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => Move(_network.Parameters[i], _velocities[i]));
        _network.ParametersChanged();
        return loss;
    }

    /// <summary>Multiplications and additions of one picture, forward and backward.</summary>
    public double OperationsPerPicture()
    {
        ExecutionPlan plan = _network.Programs.ExecutorFor(_batch).Plan.Plan;
        return plan.Steps.Sum(step => step switch
        {
            ConvolutionStep convolution => convolution.Shape.Operations,
            ConvolutionInputGradientStep gradient => gradient.Forward.Shape.Operations,
            ConvolutionWeightGradientStep gradient => gradient.Forward.Shape.Operations,
            DenseStep dense => BenchmarkNetwork.OperationsOf(dense),
            DenseInputGradientStep gradient => BenchmarkNetwork.OperationsOf(gradient.Forward),
            DenseWeightGradientStep gradient => BenchmarkNetwork.OperationsOf(gradient.Forward),
            _ => 0d,
        });
    }

    private static bool IsLast(string name) => LastStage.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private double CrossEntropy(int firstPicture, IReadOnlyList<ReadOnlyMemory<float>> outputs, IReadOnlyList<Memory<float>> gradients)
    {
        int classes = (int)_network.Outputs[0].Dimensions![1].Constant;
        int pictures = outputs[0].Length / classes;
        double loss = 0;
        for (int picture = 0; picture < pictures; picture++)
        {
            ReadOnlySpan<float> logits = outputs[0].Span.Slice(picture * classes, classes);
            Span<float> gradient = gradients[0].Span.Slice(picture * classes, classes);
            float largest = logits[0];
            foreach (float value in logits)
            {
                largest = MathF.Max(largest, value);
            }

            double sum = 0;
            for (int c = 0; c < classes; c++)
            {
                gradient[c] = MathF.Exp(logits[c] - largest);
                sum += gradient[c];
            }

            int label = (firstPicture + picture) % 5;
            loss += (Math.Log(sum) - (logits[label] - largest)) / _batch;
            for (int c = 0; c < classes; c++)
            {
                gradient[c] = (float)(((gradient[c] / sum) - (c == label ? 1 : 0)) / _batch);
            }
        }

        return loss;
    }

    private static void Move(NetworkParameter parameter, float[] velocity)
    {
        Span<Vector<float>> values = System.Runtime.InteropServices.MemoryMarshal.Cast<float, Vector<float>>(parameter.Values.Span);
        ReadOnlySpan<Vector<float>> gradients = System.Runtime.InteropServices.MemoryMarshal.Cast<float, Vector<float>>(parameter.Gradient.Span);
        Span<Vector<float>> velocities = System.Runtime.InteropServices.MemoryMarshal.Cast<float, Vector<float>>(velocity.AsSpan());
        for (int i = 0; i < values.Length; i++)
        {
            velocities[i] = (velocities[i] * Momentum) + gradients[i];
            values[i] -= velocities[i] * LearningRate;
        }

        for (int i = values.Length * Vector<float>.Count; i < velocity.Length; i++)
        {
            velocity[i] = (velocity[i] * Momentum) + parameter.Gradient.Span[i];
            parameter.Values.Span[i] -= velocity[i] * LearningRate;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_network.Parameters.Count} parameters, {_network.Parameters.Sum(parameter => (long)parameter.Count):N0} values, {OperationsPerPicture() / 1e9:F2} GFLOP a picture");
}
