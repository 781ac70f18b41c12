using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>Batch, instance and layer normalisation, and the softmax pair.</summary>
internal static class NormalizationOperators
{
    private const int SoftmaxAlongOneAxis = 13;

    public static IEnumerable<OnnxOperator> Rows { get; } =
    [
        new("BatchNormalization", (5, 5), ReadBatchNormalization, static (o, w) =>
        {
            BatchNormalization norm = (BatchNormalization)o;
            w.Float("epsilon", norm.Epsilon);
            w.Float("momentum", norm.Momentum);
            w.Flag("training_mode", norm.TrainingMode);
        })
        { Since = 15 },
        new(
            "InstanceNormalization",
            (3, 3),
            static r => new InstanceNormalization(r.Float("epsilon", 1e-5f)),
            static (o, w) => w.Float("epsilon", ((InstanceNormalization)o).Epsilon)),
        new("LayerNormalization", (2, 3), ReadLayerNormalization, static (o, w) =>
        {
            LayerNormalization norm = (LayerNormalization)o;
            w.Int("axis", norm.Axis);
            w.Float("epsilon", norm.Epsilon);
        })
        { Since = 17, Introduced = 17 },
        new(
            "Softmax",
            (1, 1),
            static r => new Softmax(r.Axis(DefaultAxis(r)), r.Opset < SoftmaxAlongOneAxis),
            static (o, w) => w.Int("axis", ((Softmax)o).Axis))
        { Since = SoftmaxAlongOneAxis },
        new(
            "LogSoftmax",
            (1, 1),
            static r => new LogSoftmax(r.Axis(DefaultAxis(r)), r.Opset < SoftmaxAlongOneAxis),
            static (o, w) => w.Int("axis", ((LogSoftmax)o).Axis))
        { Since = SoftmaxAlongOneAxis },
    ];

    private static int DefaultAxis(NodeReading r) => r.Opset < SoftmaxAlongOneAxis ? 1 : -1;

    private static BatchNormalization ReadBatchNormalization(NodeReading r)
    {
        if (r.Int("spatial", 1) != 1)
        {
            r.NotSupported("spatial = 0");
        }

        r.Ignore("is_test");
        bool training = r.Flag("training_mode", false);
        if (training)
        {
            r.NotSupported("training_mode = 1 (export the network in inference mode)");
        }

        return new BatchNormalization(r.Float("epsilon", 1e-5f), r.Float("momentum", 0.9f), training);
    }

    private static LayerNormalization ReadLayerNormalization(NodeReading r)
    {
        r.Ignore("stash_type"); // The precision of the mean; binary32 at least here.
        return new LayerNormalization(r.Axis(-1), r.Float("epsilon", 1e-5f));
    }
}
