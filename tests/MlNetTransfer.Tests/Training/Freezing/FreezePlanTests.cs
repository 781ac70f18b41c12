using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Blocks;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training.Freezing;

namespace MlNetTransfer.Tests.Training.Freezing;

public sealed class FreezePlanTests
{
    private const int OpenSize = 64;

    public static TheoryData<string> Families =>
        ["resnet_basic", "resnet_bottleneck", "mobilenet_v2", "mobilenet_v3", "mnasnet", "efficientnet", "densenet", "googlenet", "inception", "shufflenet_v2_even", "regnet", "vgg_bn"];

    [Theory]
    [MemberData(nameof(Families))]
    public void No_value_leaves_the_inside_of_a_block(string name)
    {
        Graph trunk = TrunkOf(Golden(name));
        IReadOnlyList<NetworkBlock> blocks = NetworkBlocks.Find(trunk);
        HashSet<string> outside = [.. blocks.Select(b => b.Output)];
        foreach (NetworkBlock block in blocks)
        {
            HashSet<string> inside = [.. block.Nodes.SelectMany(n => n.Outputs)];
            string[] used = [.. trunk.Nodes.Except(block.Nodes).SelectMany(n => n.Inputs).Where(inside.Contains).Distinct()];
            Assert.All(used, value => Assert.Equal(block.Output, value));
            Assert.All(block.Nodes.SelectMany(n => n.Inputs).Where(v => v.Length > 0 && !trunk.Constants.ContainsKey(v)), v => Assert.True(inside.Contains(v) || outside.Contains(v) || v == trunk.Inputs[0].Name));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_last_blocks_move_whole_and_nothing_below_them(string name)
    {
        Graph network = Golden(name);
        int count = NetworkBlocks.Find(TrunkOf(network)).Count;
        for (int last = 1; last <= count; last++)
        {
            FreezePlan plan = Plan(network, $"last-{last}");
            Assert.Equal(Enumerable.Range(0, count + 1).Reverse(), plan.Blocks.Select(b => b.Depth));
            Assert.All(plan.Blocks, b => Assert.Equal(b.Depth <= last ? b.ParameterCount : 0, b.MovingCount));
            Assert.Equal(plan.MovingCount, plan.Trainable.Sum(constant => network.Constants[constant].Shape.ElementCount));
        }

        Assert.Equal(Plan(network, "all").Trainable.Order(StringComparer.Ordinal), Plan(network, $"last-{count}").Trainable.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Everything_that_can_move_belongs_to_one_block_or_the_head(string name)
    {
        Graph network = Golden(name);
        FreezePlan plan = Plan(network, "all");
        string[] movable = [.. TrainableNetwork.FindTrainable(network, SizeOf(network)).Select(t => t.Name)];
        Assert.Equal(movable.Order(StringComparer.Ordinal), plan.BlockOf.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(movable.Sum(constant => network.Constants[constant].Shape.ElementCount), plan.ParameterCount);
        Assert.Equal(plan.ParameterCount, plan.MovingCount);
        Assert.Equal("head", plan.Blocks[^1].Name);
        Assert.Equal(plan.Blocks[^1].ParameterCount, Plan(network, "head").MovingCount);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Norm_and_bias_moves_exactly_the_norms_the_biases_and_the_head(string name)
    {
        Graph network = Golden(name);
        HashSet<string> below = [.. TrunkOf(network).Nodes.SelectMany(n => n.Outputs)];
        IEnumerable<string> head = network.Nodes.Where(n => !below.Contains(n.Outputs[0])).SelectMany(n => n.Inputs);
        IEnumerable<string> expected = network.Nodes.SelectMany(node => node.Operator switch
        {
            BatchNormalization => node.Inputs.Skip(1).Take(2),
            Conv or Gemm => node.Inputs.Skip(2),
            _ => [],
        }).Concat(head).Where(input => network.Constants.ContainsKey(input)).Distinct();
        Assert.Equal(expected.Order(StringComparer.Ordinal), Plan(network, "norm-and-bias").Trainable.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Blocks_are_chosen_by_name_in_any_case_and_by_label()
    {
        Graph network = Golden("resnet_basic");
        string label = NetworkBlocks.Find(TrunkOf(network)).Single(b => b.Name == "block1").Label;
        Assert.NotEqual("", label);
        FreezePlan plan = Plan(network, "BLOCK1");
        Assert.Equal(["block1", "head"], plan.Blocks.Where(b => b.MovingCount > 0).Select(b => b.Name));
        Assert.Equal(plan.Trainable, Plan(network, label).Trainable);
        Assert.Equal(["stem", "block1", "head"], Plan(network, "block1, stem").Blocks.Where(b => b.MovingCount > 0).Select(b => b.Name));
    }

    [Fact]
    public void An_unknown_block_is_refused_with_the_known_ones()
    {
        Graph network = Golden("resnet_basic");
        string message = Assert.Throws<ArgumentException>(() => Plan(network, "block1,layer9")).Message;
        Assert.Contains("'layer9'", message, StringComparison.Ordinal);
        Assert.All(NetworkBlocks.Find(TrunkOf(network)), b => Assert.Contains(b.Label.Length > 0 ? $"{b.Name} ({b.Label})" : b.Name, message, StringComparison.Ordinal));
        Assert.Contains("norm-and-bias", message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_blocks_than_there_are_is_refused_with_their_number()
    {
        Graph network = Golden("resnet_basic");
        int count = NetworkBlocks.Find(TrunkOf(network)).Count;
        string message = Assert.Throws<ArgumentException>(() => Plan(network, $"last-{count + 1}")).Message;
        Assert.Contains($"has {count} blocks", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("head", FreezeMode.Head)]
    [InlineData("norm-and-bias", FreezeMode.NormAndBias)]
    [InlineData("last-7", FreezeMode.LastBlocks)]
    [InlineData("all", FreezeMode.All)]
    [InlineData("block3,layer4.1", FreezeMode.Blocks)]
    public void What_people_write_is_read_and_written_alike(string text, FreezeMode mode)
    {
        Assert.Equal(mode, FreezeOptions.Parse(text).Mode);
        Assert.Equal(text, FreezeOptions.Parse($" {text} ").ToString());
        Assert.Equal(mode, FreezeOptions.Parse(text.ToUpperInvariant()).Mode);
    }

    [Theory]
    [InlineData("last-0")]
    [InlineData("last-x")]
    [InlineData("last-")]
    [InlineData(" ")]
    public void Nonsense_is_refused(string text) => Assert.Throws<ArgumentException>(() => FreezeOptions.Parse(text));

    [Fact]
    public void The_proof_measures_each_block_and_sees_what_must_not_have_moved()
    {
        Graph before = Golden("resnet_basic");
        FreezePlan plan = Plan(before, "last-1");
        string moving = plan.Trainable.First(name => plan.Blocks[plan.BlockOf[name]].Name == "block2");
        string frozen = plan.BlockOf.Keys.First(name => plan.Blocks[plan.BlockOf[name]].Name == "stem");
        Graph after = Moved(before, moving);
        MovementReport honest = MovementReport.Create(plan, before, after, []);
        Assert.True(honest.IsFrozenUnchanged);
        Assert.All(honest.Blocks, b => Assert.Equal(b.Name == "block2" ? 5 : 0, b.Change, 1e-5));
        double length = Math.Sqrt(plan.BlockOf.Where(p => plan.Blocks[p.Value].Name == "block2").SelectMany(p => before.Constants[p.Key].AsFloats().ToArray()).Sum(x => (double)x * x));
        Assert.Equal(length, honest.Blocks.Single(b => b.Name == "block2").Length, 1e-9 * length);
        Assert.False(MovementReport.Create(plan, before, Moved(after, frozen), []).IsFrozenUnchanged);
        Assert.True(MovementReport.Create(plan, before, Moved(after, frozen), [frozen]).IsFrozenUnchanged);
    }

    /// <summary>3 and 4 added to a constant's first two numbers: 5 away.</summary>
    private static Graph Moved(Graph graph, string name)
    {
        Tensor tensor = graph.Constants[name];
        float[] values = tensor.AsFloats().ToArray();
        values[0] += 3;
        values[1] += 4;
        return graph with { Constants = new Dictionary<string, Tensor>(graph.Constants, StringComparer.Ordinal) { [name] = Tensor.FromFloats(tensor.Shape, values) } };
    }

    private static FreezePlan Plan(Graph network, string text) => FreezePlan.Create(network, "features", FreezeOptions.Parse(text), SizeOf(network));

    /// <summary>Sizes where the network leaves them open.</summary>
    private static NetworkOptions SizeOf(Graph network) =>
        network.Inputs[0].Dimensions![2].IsConstant ? new NetworkOptions() : new NetworkOptions { InputHeight = OpenSize, InputWidth = OpenSize };

    private static Graph TrunkOf(Graph network) => GraphOptimizer.Optimize(network, GraphPasses.None, "features");

    /// <summary>A network of one family; its dense layers above the features are the head.</summary>
    private static Graph Golden(string name) => OnnxReader.Read(File.ReadAllBytes(TestData.Own("golden", "networks", name + ".onnx")));
}
