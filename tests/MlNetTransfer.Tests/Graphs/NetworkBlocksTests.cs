using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Blocks;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Graphs;

/// <summary>Blocks of real networks against what their papers say.</summary>
public sealed class NetworkBlocksTests
{
    // Name, feature's block count: stem, the paper's blocks, last convolution; see each paper's table of layers.
    public static TheoryData<string, int> TorchvisionBlocks => new()
    {
        { "resnet18", 1 + 8 },
        { "resnet50", 1 + 16 },
        { "mobilenet_v2", 1 + 17 + 1 },
        { "mobilenet_v3_large", 1 + 15 + 1 + 1 },
        { "efficientnet_b0", 1 + 16 + 1 },
        { "mnasnet1_0", 1 + 17 + 1 },
        { "resnet18_unfolded", 1 + 8 },
        { "resnet50_unfolded", 1 + 16 },
        { "mobilenet_v2_unfolded", 1 + 17 + 1 },
        { "efficientnet_b0_unfolded", 1 + 16 + 1 },
        { "regnet_y_400mf_unfolded", 1 + 16 },
        { "vgg16", 13 + 2 },
    };

    public static TheoryData<string, int> BackboneBlocks => new()
    {
        { "mobilenet_v2_1.0_224.onnx", 1 + 17 + 1 },
        { "mobilenet_v2_0.35_224.onnx", 1 + 17 + 1 },
        { "mobilenet_v1_0.75_192.onnx", 1 + 13 },
        { "resnet8_cifar10.onnx", 1 + 3 },
        { "resnet20_cifar10.onnx", 1 + 9 },
        { "resnet56_cifar10.onnx", 1 + 27 },
    };

    [Theory]
    [MemberData(nameof(BackboneBlocks))]
    public void Finds_the_blocks_of_pretrained_networks(string file, int expected)
    {
        Graph graph = OnnxReader.Read(File.ReadAllBytes(TestData.Real("backbones", file)));
        Check(GraphOptimizer.Optimize(graph, GraphPasses.None, "features"), expected);
    }

    [Theory]
    [Trait("Lane", "Slow")]
    [MemberData(nameof(TorchvisionBlocks))]
    public void Finds_the_blocks_of_torchvision_networks(string name, int expected)
    {
        Graph graph = OnnxReader.Read(File.ReadAllBytes(TestData.Real("nets", name + ".onnx")));
        string feature = graph.Nodes.Last(n => n.Operator is Gemm).Inputs[0];
        Check(GraphOptimizer.Optimize(graph, GraphPasses.None, feature), expected);
    }

    private static void Check(Graph trunk, int expected)
    {
        IReadOnlyList<NetworkBlock> blocks = NetworkBlocks.Find(trunk);
        foreach (NetworkBlock block in blocks)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{block.Name} [{block.Label}] {string.Join(' ', block.Nodes.Select(n => n.Operator.Name))}");
        }

        Assert.Equal(expected, blocks.Count);
        Assert.Equal(trunk.Nodes.Count, blocks.Sum(b => b.Nodes.Count));
        Assert.Equal(trunk.Outputs[0].Name, blocks[^1].Output);
    }
}
