using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.FineTuning;

/// <summary>A dense layer between features and classes: max(0, W x + b).</summary>
/// <param name="Width">Number of outputs, H.</param>
/// <param name="InputCount">Number of inputs, F.</param>
/// <param name="Weights">W, [H, F] row-major; b is zero at the start.</param>
internal sealed record HiddenLayer(int Width, int InputCount, float[] Weights)
{
    // Variance of the outputs before the ReLU where the next layer is to see inputs as large as this one did.
    private const double Gain = 2;

    /// <summary>A layer with random weights of the size that suits its inputs.</summary>
    /// <param name="width">H.</param>
    /// <param name="inputs">What it will see, [n, F].</param>
    /// <param name="random">Where the weights come from.</param>
    /// <remarks>Normal, variance 2 / (F x mean square of the inputs), so that outputs are of order 1 whatever the backbone's scale. <b>Source</b>: He et al. 2015, section 2.2.</remarks>
    public static HiddenLayer Draw(int width, FeatureMatrix inputs, SeededRandom random)
    {
        double square = MeanSquare(inputs);
        double deviation = Math.Sqrt(Gain / (inputs.ColumnCount * (square > 0 ? square : 1)));
        float[] weights = new float[checked(width * inputs.ColumnCount)];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(deviation * random.NextNormal());
        }

        return new HiddenLayer(width, inputs.ColumnCount, weights);
    }

    private static double MeanSquare(FeatureMatrix inputs)
    {
        double sum = 0;
        foreach (float value in inputs.Values.Span)
        {
            sum += (double)value * value;
        }

        return sum / Math.Max(1, inputs.Values.Length);
    }
}
