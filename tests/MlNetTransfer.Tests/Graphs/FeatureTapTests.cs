using System.Globalization;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Graphs;

/// <summary>Where structure says that features and logits are; networks whose metadata name them are the judge.</summary>
public sealed class FeatureTapTests
{
    [Theory]
    [InlineData("mobilenet_v2_1.0_224")]
    [InlineData("mobilenet_v1_0.75_192")]
    [InlineData("resnet20_cifar10")]
    [InlineData("mobilenet_v1_0.25_96_vww")]
    public void Finds_what_the_file_and_its_metadata_name(string network)
    {
        Graph graph = OnnxReader.Read(File.ReadAllBytes(TestData.Real("backbones", network + ".onnx")));
        FeatureTap tap = FeatureTap.Find(graph)[0];
        Assert.Equal(("features", "logits"), (tap.Features, tap.Logits));
        Assert.Equal((graph.Metadata["features"], graph.Metadata["logits"]), (tap.FeatureCount.ToString(CultureInfo.InvariantCulture), tap.ClassCount.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Finds_the_features_of_a_network_without_classifier()
    {
        Graph graph = OnnxReader.Read(File.ReadAllBytes(TestData.Real("backbones", "mobilenet_v2_0.35_224.onnx")));
        FeatureTap tap = FeatureTap.Find(graph)[0];
        Assert.Equal(("features", 1280, null), (tap.Features, tap.FeatureCount, tap.Logits));
    }

    [Fact]
    public void Finds_a_classifier_that_is_a_convolution_before_the_pooling()
    {
        GraphSketch g = new(-1, 4, 6, 6);
        string features = g.Node(new Relu(), "x");
        string conv = g.Node(new Conv(new Window((1, 1), (1, 1), (1, 1), default)), features, g.Filled(3, 4, 1, 1));
        string y = g.Node(new Flatten(), g.Node(new GlobalAveragePool(), g.Node(new Relu(), conv)));
        FeatureTap tap = FeatureTap.Find(g.Build(y))[0];
        Assert.Equal((features, 4, y, 3), (tap.Features, tap.FeatureCount, tap.Logits, tap.ClassCount));
    }

    [Fact]
    public void Finds_a_product_with_a_bias_and_softmax_after_it()
    {
        GraphSketch g = new(-1, 4);
        string logits = g.Node(new Add(), g.Node(new MatMul(), "x", g.Filled(4, 3)), g.Filled(3));
        string y = g.Node(new Softmax(), logits);
        Assert.Equal(new FeatureTap("x", 4, logits, 3, "n0"), FeatureTap.Find(g.Build(y))[0]);
    }

    [Fact]
    public void Finds_nothing_where_there_are_no_vectors()
    {
        GraphSketch g = new(-1, 4, 6, 6);
        Assert.Empty(FeatureTap.Find(g.Build(g.Node(new Relu(), "x"))));
    }
}
