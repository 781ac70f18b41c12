using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;

namespace MlNetTransfer.Tests.Importing;

/// <summary>Networks exported from torchvision, where a folder of them is given: read, shapes, optimised, written.</summary>
public sealed class ExportedNetworksTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Lane", "Slow")]
    public void Are_read_optimised_and_written()
    {
        string folder = TestData.Real("nets");
        foreach (string path in Directory.GetFiles(folder, "*.onnx").Order(StringComparer.Ordinal))
        {
            Graph graph = OnnxReader.Read(File.ReadAllBytes(path), new OnnxReadOptions { SourceName = Path.GetFileName(path) });
            Graph optimized = GraphOptimizer.Optimize(graph);
            IReadOnlyDictionary<string, ValueInfo> values = ShapeInference.Infer(optimized);
            Assert.All(optimized.Outputs, o => Assert.Equal(Dimension.Batch, o.Dimensions![0]));
            Assert.All(values.Values, v => Assert.DoesNotContain(Dimension.Unknown, v.Dimensions!));
            FeatureTap tap = FeatureTap.Find(graph)[0];
            output.WriteLine($"{Path.GetFileNameWithoutExtension(path)} | {graph.Nodes.Count} | {optimized.Nodes.Count} | {Counts(optimized)} | {tap.FeatureCount} -> {tap.ClassCount}");
        }
    }

    private static string Counts(Graph graph) =>
        string.Join(", ", graph.Nodes.GroupBy(n => n.Operator.Name).OrderByDescending(g => g.Count()).Select(g => $"{g.Key} {g.Count()}"));
}
