using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Execution.Gradients;

/// <summary>Gradients of small networks beside central differences of the double-precision reference.</summary>
internal static class GradientRig
{
    /// <summary>Step of the central differences; the reference computes in double precision.</summary>
    private const double Step = 1e-6;

    /// <summary>All that a graph lets move.</summary>
    public static string[] AllOf(Graph graph) => [.. TrainableNetwork.FindTrainable(graph).Select(tensor => tensor.Name)];

    /// <summary>Loss 1/2 sum of squares of (output - target); targets depend on picture and place.</summary>
    public static double Loss(int firstPicture, IReadOnlyList<ReadOnlyMemory<float>> outputs, IReadOnlyList<Memory<float>> gradients, int pictureLength)
    {
        double sum = 0;
        ReadOnlySpan<float> output = outputs[0].Span;
        for (int i = 0; i < output.Length; i++)
        {
            double difference = output[i] - TargetOf((firstPicture * pictureLength) + i);
            gradients[0].Span[i] = (float)difference;
            sum += difference * difference / 2;
        }

        return sum;
    }

    public static OutputLoss LossOf(int pictureLength) => (first, outputs, gradients) => Loss(first, outputs, gradients, pictureLength);

    /// <summary>The same loss of the reference.</summary>
    public static double ReferenceLoss(Graph graph, ReferenceValue input, IReadOnlyDictionary<string, double[]> changed)
    {
        double[] output = ExecutionReference.Run(graph, input, changed)[graph.Outputs[0].Name].Data;
        return output.Select((value, i) => (value - TargetOf(i)) * (value - TargetOf(i)) / 2).Sum();
    }

    public static ReferenceValue ReferenceInput(Graph graph, float[] input, int batch) =>
        new([.. graph.Inputs[0].Dimensions!.Select(d => (int)d.At(batch))], Array.ConvertAll(input, x => (double)x));

    /// <summary>Largest error of a parameter's gradient along random directions, as a share of the gradient's length.</summary>
    public static double DirectionalError(Graph graph, ReferenceValue input, NetworkParameter parameter, int directions)
    {
        double[] values = Array.ConvertAll(parameter.Values.ToArray(), x => (double)x);
        float[] gradient = parameter.Gradient.ToArray();
        double length = Math.Sqrt(gradient.Sum(g => (double)g * g));
        var random = new SeededRandom(values.Length);
        double worst = 0;
        for (int i = 0; i < directions; i++)
        {
            double[] direction = UnitDirection(random, gradient, length);
            double expected = (Along(1) - Along(-1)) / (2 * Step);
            double actual = gradient.Zip(direction, (g, d) => g * d).Sum();
            worst = Math.Max(worst, Math.Abs(actual - expected) / Math.Max(length, 1e-30));

            double Along(int sign) => ReferenceLoss(
                graph, input, new Dictionary<string, double[]> { [parameter.Name] = [.. values.Zip(direction, (v, d) => v + (sign * Step * d))] });
        }

        return worst;
    }

    /// <summary>Half towards the gradient, half at random, so that a wrong length shows as well as a wrong direction.</summary>
    private static double[] UnitDirection(SeededRandom random, float[] gradient, double gradientLength)
    {
        double[] noise = [.. gradient.Select(_ => (random.NextDouble() * 2) - 1)];
        double noiseLength = Math.Sqrt(noise.Sum(d => d * d));
        double[] direction = [.. gradient.Zip(noise, (g, n) => (g / Math.Max(gradientLength, 1e-300)) + (n / noiseLength))];
        double length = Math.Sqrt(direction.Sum(d => d * d));
        return Array.ConvertAll(direction, d => d / Math.Max(length, 1e-300));
    }

    private static double TargetOf(int index) => Math.Sin(index + 1);
}
