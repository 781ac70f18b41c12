using MlNetTransfer.Execution;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Importing.Onnx;

namespace MlNetTransfer.Benchmarks;

/// <summary>A network with an input for it.</summary>
internal static class BenchmarkNetwork
{
    /// <summary>Reads and compiles a network.</summary>
    public static Network Load(string model, int threads) =>
        Network.Compile(OnnxReader.Read(File.ReadAllBytes(model)), new NetworkOptions { ThreadCount = threads });

    /// <summary>The values that the peer's script runs on too.</summary>
    public static float[] InputFor(Network network, int batch)
    {
        float[] input = new float[network.Input.Dimensions!.Aggregate(1L, (product, d) => product * d.At(batch))];
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = MathF.Sin(i * 12.9898f);
        }

        return input;
    }

    /// <summary>Multiplications and additions of convolutions and dense layers for one picture, as direct algorithms do them.</summary>
    public static double OperationsPerPicture(Network network) => network.Prepared.Plan?.Steps.Sum(OperationsOf) ?? double.NaN;

    /// <summary>Multiplications and additions of a dense layer.</summary>
    public static double OperationsOf(DenseStep dense) => 2.0 * dense.RowCount * dense.InputLength * dense.OutputLength;

    private static double OperationsOf(PlanStep step) => step switch
    {
        ConvolutionStep convolution => convolution.Shape.Operations,
        InvertedResidualStep chain => new[] { chain.Expand, chain.Depthwise, chain.Project }.OfType<ConvolutionStep>().Sum(link => (double)link.Shape.Operations),
        DenseStep dense => OperationsOf(dense),
        _ => 0,
    };

    /// <summary>An optional number on the command line.</summary>
    public static int Number(string[] arguments, int index, int otherwise) =>
        index < arguments.Length ? int.Parse(arguments[index], System.Globalization.CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Median of some times; sorts them.</summary>
    public static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }
}
