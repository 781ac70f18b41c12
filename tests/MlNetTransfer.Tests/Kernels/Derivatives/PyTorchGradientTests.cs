using System.Text.Json;
using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels.Derivatives;

/// <summary>Layers beside PyTorch's autograd; see data/golden/gradients.</summary>
public sealed class PyTorchGradientTests
{
    // Both sides compute in single precision.
    private const double Tolerance = 2e-6;

    private static readonly Lazy<JsonDocument> Document = new(() => JsonDocument.Parse(File.ReadAllBytes(TestData.Own("golden", "gradients", "layers.json"))));

    [Fact]
    public void Batch_normalisation_in_training_mode_is_that_of_PyTorch()
    {
        JsonElement golden = Document.Value.RootElement.GetProperty("batchNorm");
        BlockedLayout layout = new(21, 4, 3, 1);
        float[] x = KernelRig.ToBlocked(layout, Of(golden, "x"), 3);
        float[] dy = KernelRig.ToBlocked(layout, Of(golden, "dy"), 3);
        float[] gamma = Of(golden, "gamma");
        float[] state = new OperationCase
        {
            Batch = 3,
            Prepare = () => BatchNormalizationTraining.PrepareStatistics(layout, 1e-5),
            Input = x,
            Output = new float[BatchNormalizationTraining.StateLength(21)],
        }.Answer();

        // Running statistics start at 0 and 1 and move by a tenth.
        Same(golden, "runningMean", [.. state[..21].Select(v => 0.1f * v)]);
        Same(golden, "runningVariance", [.. state[42..63].Select(v => 0.9f + (0.1f * v))]);
        OperationCase forward = new()
        {
            Batch = 3,
            Prepare = () => BatchNormalizationTraining.PrepareApply(new AffineChannels(gamma, Of(golden, "beta")), layout, layout),
            Input = x,
            Second = state,
            Output = [],
        };
        Same(golden, "y", OperationCase.Blocked(forward, layout));
        state = new OperationCase
        {
            Batch = 3,
            Prepare = () => BatchNormalizationTraining.PrepareParameterGradients(layout, layout),
            Input = x,
            Second = dy,
            Output = state,
        }.Answer();
        Same(golden, "dgamma", state[63..84]);
        Same(golden, "dbeta", state[84..]);
        OperationCase backward = new()
        {
            Batch = 3,
            Prepare = () => BatchNormalizationTraining.PrepareInputGradient(gamma, layout, layout, layout),
            Input = dy,
            Second = x,
            Third = state,
            Output = [],
        };
        Same(golden, "dx", OperationCase.Blocked(backward, layout));
    }

    [Theory]
    [InlineData("maxPool", 1)]
    [InlineData("maxPoolCeiling", 0)]
    public void Maximum_pooling_of_ties_is_that_of_PyTorch(string name, int pad)
    {
        JsonElement golden = Document.Value.RootElement.GetProperty(name);
        float[] size = Of(golden, "size");
        BlockedLayout input = new(3, 9, 8);
        BlockedLayout output = new(3, (int)size[2], (int)size[3]);
        PoolingShape shape = new()
        {
            KernelHeight = 3,
            KernelWidth = 3,
            StrideY = 2,
            StrideX = 2,
            PadTop = pad,
            PadLeft = pad,
            PadBottom = pad,
            PadRight = pad,
        };
        OperationCase problem = new()
        {
            Prepare = () => PoolingGradient.PrepareMax(shape, (input, input), output),
            Input = KernelRig.ToBlocked(output, Of(golden, "dy"), 2),
            Second = KernelRig.ToBlocked(input, Of(golden, "x"), 2),
            Output = [],
        };
        Same(golden, "dx", OperationCase.Blocked(problem, input));
    }

    [Fact]
    public void Layer_normalisation_over_channels_is_that_of_PyTorch()
    {
        JsonElement golden = Document.Value.RootElement.GetProperty("layerNorm");
        BlockedLayout layout = new(21, 3, 4);
        float[] x = KernelRig.ToBlocked(layout, Of(golden, "x"), 2);
        float[] dy = KernelRig.ToBlocked(layout, Of(golden, "dy"), 2);
        float[] statistics = new OperationCase
        {
            Prepare = () => ChannelNormalizationGradient.PrepareStatistics(layout, 1e-6f),
            Input = x,
            Output = new float[2 * ChannelNormalizationGradient.StatisticsLength(layout)],
        }.Answer();
        float[] parameters = new OperationCase
        {
            Prepare = () => ChannelNormalizationGradient.PrepareParameters(layout, layout),
            Input = x,
            Second = dy,
            Third = statistics,
            Output = new float[42],
        }.Answer();
        Same(golden, "dgamma", parameters[..21]);
        Same(golden, "dbeta", parameters[21..]);
        OperationCase problem = new()
        {
            Prepare = () => ChannelNormalizationGradient.PrepareInput(Of(golden, "gamma"), layout, layout, layout),
            Input = dy,
            Second = x,
            Third = statistics,
            Output = [],
        };
        Same(golden, "dx", OperationCase.Blocked(problem, layout));
    }

    [Fact]
    public void Local_response_normalisation_is_that_of_PyTorch()
    {
        JsonElement golden = Document.Value.RootElement.GetProperty("localResponse");
        BlockedLayout layout = new(21, 3, 2);
        OperationCase problem = new()
        {
            Prepare = () => LocalResponseGradient.Prepare(new LocalResponseSpec(5, 0.5f, 0.75f, 2f), layout, layout, layout),
            Input = KernelRig.ToBlocked(layout, Of(golden, "dy"), 2),
            Second = KernelRig.ToBlocked(layout, Of(golden, "x"), 2),
            Output = [],
        };
        Same(golden, "dx", OperationCase.Blocked(problem, layout));
    }

    private static float[] Of(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];

    private static void Same(JsonElement golden, string name, float[] actual) =>
        Assert.InRange(DifferenceQuotient.Error(DifferenceQuotient.Widen(Of(golden, name)), actual), 0, Tolerance);
}
