using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.TensorFlow.Operators;

/// <summary>Batch normalisation in inference, softmax, local response normalisation.</summary>
internal static class NormalizationOperators
{
    private const float FusedEpsilon = 1e-4f;
    private const int NormalizationInputs = 5;

    /// <summary>The rows.</summary>
    public static readonly TensorFlowOperator[] Rows =
    [
        new("FusedBatchNorm", NormalizationInputs, NormalizationInputs, BatchNorm),
        new("FusedBatchNormV2", NormalizationInputs, NormalizationInputs, BatchNorm),
        new("FusedBatchNormV3", NormalizationInputs, NormalizationInputs, BatchNorm),
        new("Softmax", 1, 1, t => LastAxis(t, axis => new Softmax(axis))),
        new("LogSoftmax", 1, 1, t => LastAxis(t, axis => new LogSoftmax(axis))),
        new("LRN", 1, 1, LocalResponse),
    ];

    private static TranslatedValue[] BatchNorm(NodeTranslation t)
    {
        // The operator's own default is training: a file that leaves the attribute out means that.
        if (t.Flag("is_training", true))
        {
            t.NotSupported("statistics of the batch itself (is_training). Export the network for inference");
        }

        bool last = t.IsChannelsLast;
        string[] parameters = [.. Enumerable.Range(1, NormalizationInputs - 1).Select(t.AsInFile)];
        return t.Result(new BatchNormalization(t.Number("epsilon", FusedEpsilon)), last, [t.Picture(0, last), .. parameters]);
    }

    private static TranslatedValue[] LastAxis(NodeTranslation t, Func<int, Operator> make) =>
        t.Result(make(t.Input(0).IsChannelsFirst ? 1 : -1), t.Input(0).IsChannelsFirst, t.Input(0).Name);

    // x / (bias + alpha * sum over 2r + 1 channels) ^ beta; ONNX divides alpha by the number of channels.
    private static TranslatedValue[] LocalResponse(NodeTranslation t)
    {
        long radius = t.Int("depth_radius", 5);
        if (radius is < 0 or > 1 << 16)
        {
            throw t.Fail(FormattableString.Invariant($"has depth_radius = {radius}"));
        }

        int size = (2 * (int)radius) + 1;
        return t.Result(new LRN(size, t.Number("alpha", 1) * size, t.Number("beta", 0.5f), t.Number("bias", 1)), true, t.Picture(0, isChannelsLast: true));
    }
}
