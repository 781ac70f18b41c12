using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels;

public sealed class DenseTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 100, 37)]
    [InlineData(5, 17, 32)]
    [InlineData(14, 64, 64)]
    [InlineData(61, 33, 100)]
    public void Products_match_the_formula_and_do_not_depend_on_the_batch(int batch, int inputs, int outputs)
    {
        SeededRandom random = new(batch);
        float[] weights = KernelRig.Random(random, inputs * outputs);
        float[] bias = KernelRig.Random(random, outputs);
        float[] input = KernelRig.Random(random, batch * inputs);
        foreach (Activation activation in new[] { Activation.None, Activation.Relu, new(ActivationKind.Sigmoid) })
        {
            DenseSpec spec = new() { InputLength = inputs, OutputLength = outputs, Activation = activation };
            foreach (int width in new[] { 16, 8, 4, 1 })
            {
                PreparedOperation operation = KernelRig.At(width, () => Dense.Prepare(spec, weights, bias));
                float[] output = new float[batch * outputs];
                KernelRig.Run(operation, new OperationBuffers { Batch = batch, Input = input, Output = output }, 1);
                Assert.InRange(KernelRig.Error(Expected(spec, weights, bias, input, batch), output), 0, 3e-6);
                for (int n = 0; n < batch; n++)
                {
                    float[] one = new float[outputs];
                    KernelRig.Run(operation, new OperationBuffers { Batch = 1, Input = input.AsSpan(n * inputs, inputs), Output = one });
                    Assert.Equal(output[(n * outputs)..((n + 1) * outputs)], one);
                }
            }
        }
    }

    [Fact]
    public void Strided_rows_are_read_and_padding_is_cleared()
    {
        SeededRandom random = new(2);
        DenseSpec spec = new() { InputLength = 5, OutputLength = 3, InputStride = 8, OutputStride = 10, OutputPadding = 4 };
        float[] weights = KernelRig.Random(random, 15);
        float[] input = KernelRig.Random(random, 16);
        float[] output = new float[20];
        Array.Fill(output, 9f);
        KernelRig.Run(Dense.Prepare(spec, weights, []), new OperationBuffers { Batch = 2, Input = input, Output = output });
        double[] expected = Expected(spec, weights, new float[3], [.. input[..5], .. input[8..13]], 2);
        Assert.InRange(KernelRig.Error(expected, [.. output[..3], .. output[10..13]]), 0, 1e-6);
        Assert.Equal([0f, 0f, 0f, 0f, 9f, 9f, 9f], output[3..10]);
    }

    [Theory]
    [InlineData(1, 1, 1, false)]
    [InlineData(7, 9, 40, false)]
    [InlineData(20, 33, 31, true)]
    public void Run_time_products_match_the_formula(int m, int k, int n, bool shared)
    {
        SeededRandom random = new(m);
        MatMulSpec spec = new() { M = m, K = k, N = n, MatricesPerPicture = 2, SharedSecond = shared };
        float[] a = KernelRig.Random(random, 3 * 2 * m * k);
        float[] b = KernelRig.Random(random, (shared ? 1 : 6) * k * n);
        double[] expected = new double[6 * m * n];
        for (int i = 0; i < expected.Length; i++)
        {
            (int matrix, int row, int column) = (i / n / m, i / n % m, i % n);
            for (int j = 0; j < k; j++)
            {
                expected[i] += (double)a[(((matrix * m) + row) * k) + j] * b[((((shared ? 0 : matrix) * k) + j) * n) + column];
            }
        }

        foreach (int width in new[] { 16, 8, 4, 1 })
        {
            float[] output = new float[6 * m * n];
            KernelRig.Run(KernelRig.At(width, () => MatMul.Prepare(spec)), new OperationBuffers { Batch = 3, Input = a, Second = b, Output = output }, 1);
            Assert.InRange(KernelRig.Error(expected, output), 0, 2e-6);
        }
    }

    private static double[] Expected(DenseSpec spec, float[] weights, float[] bias, float[] input, int rows)
    {
        double[] expected = new double[rows * spec.OutputLength];
        for (int i = 0; i < expected.Length; i++)
        {
            (int row, int column) = (i / spec.OutputLength, i % spec.OutputLength);
            double sum = bias[column];
            for (int k = 0; k < spec.InputLength; k++)
            {
                sum += (double)input[(row * spec.InputLength) + k] * weights[(column * spec.InputLength) + k];
            }

            expected[i] = KernelsFunctionReference.Compute(spec.Activation, sum);
        }

        return expected;
    }
}
