using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Importing;

/// <summary>Real networks: every one is read and every value gets a shape that depends on nothing but the batch size.</summary>
public sealed class BackboneFilesTests
{
    public static TheoryData<string> Networks =>
    [
        "mobilenet_v1_0.25_128", "mobilenet_v1_0.25_96_vww", "mobilenet_v1_0.75_192", "mobilenet_v2_0.35_224", "mobilenet_v2_1.0_224",
        "resnet20_cifar10", "resnet56_cifar10", "resnet8_cifar10",
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Are_read_and_every_shape_is_known(string name)
    {
        Graph graph = OnnxReader.Read(File.ReadAllBytes(TestData.Real("backbones", name + ".onnx")), new OnnxReadOptions { SourceName = name });
        Assert.NotEmpty(graph.Metadata["provenance"]);
        IReadOnlyDictionary<string, ValueInfo> values = ShapeInference.Infer(graph);
        Assert.All(values.Values, v => Assert.DoesNotContain(Dimension.Unknown, v.Dimensions!));
        Assert.Equal(Dimension.Batch, values["features"].Dimensions![0]);
        GraphComparison.AssertEqual(graph, OnnxReader.Read(OnnxWriter.Write(graph)));
    }
}
