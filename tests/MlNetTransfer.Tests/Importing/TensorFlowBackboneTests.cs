using System.Text.Json;
using MlNetTransfer.Backbones;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Importing.TensorFlow;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.Execution;

namespace MlNetTransfer.Tests.Importing;

/// <summary>A real network as GraphDef and MetaGraphDef against stored answers, and against the same network as ONNX.</summary>
public sealed class TensorFlowBackboneTests
{
    private const double Tolerance = 2e-4;
    private const double BetweenFormats = 1e-4;
    private const string Name = "mobilenet_v2_1.0_224";

    [Theory]
    [InlineData(".pb", "")]
    [InlineData(".meta", "import/")]
    public void Answers_as_stored_and_as_the_ONNX_file(string extension, string prefix)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(TestData.Real("backbones", "expected", Name + ".json")));
        Network network = Compile(TensorFlowReader.Read(File.ReadAllBytes(TestData.Real("backbones", Name + extension))), prefix + "features", prefix + "logits");
        Network onnx = Compile(OnnxReader.Read(File.ReadAllBytes(TestData.Real("backbones", Name + ".onnx"))), "features", "logits");
        foreach (JsonElement item in expected.RootElement.GetProperty("cases").EnumerateArray())
        {
            PixelBatch pixels = BackboneTests.PixelsOf(item, expected);
            float[][] actual = network.Run(pixels);
            float[][] same = onnx.Run(pixels);
            foreach ((string value, int i) in new[] { ("features", 0), ("logits", 1) })
            {
                double[] wanted = [.. item.GetProperty(value).EnumerateArray().Select(x => x.GetDouble())];
                Assert.InRange(actual[i].Zip(wanted, (a, e) => Math.Abs(a - e)).Max(), 0, Tolerance);
                Assert.InRange(actual[i].Zip(same[i], (a, e) => Math.Abs(a - (double)e)).Max(), 0, BetweenFormats);
            }
        }
    }

    [Fact]
    public void Runs_without_a_transposition_and_on_the_same_steps_as_the_ONNX_file()
    {
        string[] graph = Operators(TensorFlowReader.Read(File.ReadAllBytes(TestData.Real("backbones", Name + ".pb"))));
        Assert.Equal(Operators(OnnxReader.Read(File.ReadAllBytes(TestData.Real("backbones", Name + ".onnx")))), graph);
        Assert.DoesNotContain("Transpose", graph);
    }

    [Fact]
    public void Is_a_backbone_once_its_preprocessing_is_stated()
    {
        string path = TestData.Real("backbones", Name + ".meta");
        Assert.Contains("--preprocessing", Assert.Throws<UnresolvedBackboneException>(() => Backbone.Load(path)).Message, StringComparison.Ordinal);
        BackboneSpecification found = Backbone.Load(path, new BackboneOverrides { Preprocessing = "tensorflow" }).Specification;
        Assert.Equal(("import/input", "import/features", "import/logits"), (found.InputName, found.FeatureName, found.LogitsName));
        Assert.Equal((224, 224, false), (found.Preprocessing.Width, found.Preprocessing.Height, found.Preprocessing.Normalization.ChannelsLast));
    }

    private static string[] Operators(Graph graph) =>
        [.. GraphOptimizer.Optimize(graph, "features", "logits").Nodes.Select(n => n.Operator.Name)];

    private static Network Compile(Graph graph, params string[] outputs) => Network.Compile(graph, new NetworkOptions
    {
        Outputs = outputs,
        Normalization = new InputNormalization { Mean = [127.5f, 127.5f, 127.5f], Deviation = [127.5f, 127.5f, 127.5f] },
    });
}
