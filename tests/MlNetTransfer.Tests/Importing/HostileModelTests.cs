using System.Diagnostics;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tests.References;
using static MlNetTransfer.Tests.References.OnnxBytes;

namespace MlNetTransfer.Tests.Importing;

/// <summary>The damaged and hostile network files that reliability asks for, M01 to M08 and M10, each with the message it must get.</summary>
public sealed class HostileModelTests
{
    private const int Float = 1;
    private const int Int64 = 7;

    [Fact]
    public void M01_files_cut_anywhere_are_refused_and_say_where()
    {
        byte[] whole = OnnxNodeCase.Find("conv_plain_opset13").Model;
        for (int length = 1; length < whole.Length - 8; length += Math.Max(1, whole.Length / 100))
        {
            string message = Refused(whole[..length]).Message;
            Assert.Contains("cut short", message, StringComparison.Ordinal);
        }

        Assert.Contains("the file is empty", Refused([]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void M02_lying_lengths_and_deep_nesting_are_refused_without_taking_memory()
    {
        byte[] lying = Convert.FromHexString("08083AFFFFFFFF07");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("2147483647 bytes where 0 are left", Refused(lying).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        byte[] attribute = Join(Text(1, "body"), Int(20, 4));
        for (int i = 0; i < 10_000; i++)
        {
            attribute = attribute.Length < 60_000 ? Bytes(6, attribute) : attribute;
        }

        UnsupportedOperatorException e = Assert.Throws<UnsupportedOperatorException>(() => OnnxReader.Read(Model(Join(Node("If", ["x"], ["y"], "n", attribute), Input("x", 1), Output("y", 1)))));
        Assert.Equal("If", e.Operators[0].Operator);
    }

    [Theory]
    [InlineData("../secret", "outside the model file")]
    [InlineData("/etc/passwd", "outside the model file")]
    [InlineData("C:\\weights", "outside the model file")]
    [InlineData("a/../../b", "outside the model file")]
    public void M03_external_data_are_refused_by_tensor_name(string location, string found)
    {
        InvalidModelException e = Refused(External(("location", location)));
        Assert.Contains("'w'", e.Message, StringComparison.Ordinal);
        Assert.Contains(found, e.Message, StringComparison.Ordinal);
        Assert.Equal("w", e.Node);
    }

    [Theory]
    [InlineData("offset", "-4", "offset '-4'")]
    [InlineData("offset", "9", "which has 8 bytes")]
    [InlineData("length", "99999999999999999999", "length '")]
    [InlineData("length", "12", "which has 8 bytes")]
    [InlineData("length", "4", "4 bytes of data")]
    [InlineData("mode", "w", "unknown key 'mode'")]
    public void M03_given_external_data_are_checked(string key, string value, string found)
    {
        OnnxReadOptions options = new() { ExternalData = new Dictionary<string, ReadOnlyMemory<byte>> { ["data.bin"] = Floats(1, 2) } };
        byte[] file = External(("location", "data.bin"), (key, value));
        InvalidModelException e = Assert.Throws<InvalidModelException>(() => OnnxReader.Read(file, options));
        Assert.Contains(found, e.Message, StringComparison.Ordinal);
        Graph graph = OnnxReader.Read(External(("location", "data.bin"), ("offset", "0"), ("length", "8")), options);
        Assert.Equal([1f, 2f], graph.Constants["w"].AsFloats());
    }

    [Theory]
    [InlineData(new long[] { 65536, 65536 }, 8)]
    [InlineData(new long[] { -1, 2 }, 8)]
    [InlineData(new long[] { 1L << 33, 1 }, 8)]
    [InlineData(new long[] { 2147483647, 2147483647, 2147483647 }, 8)]
    [InlineData(new long[] { 2 }, 4)]
    [InlineData(new long[] { 2 }, 12)]
    [InlineData(new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 2 }, 8)]
    public void M04_shapes_that_do_not_fit_their_data_are_refused(long[] dimensions, int bytes) =>
        Refused(Model(Join(Initializer("w", dimensions, Float, new byte[bytes]), Node("Add", ["x", "w"], ["y"]), Input("x", 1), Output("y", 1))));

    [Theory]
    [InlineData("ConstantOfShape")]
    [InlineData("Expand")]
    [InlineData("Tile")]
    [InlineData("Pad")]
    [InlineData("Range")]
    public void M05_small_files_that_ask_for_much_memory_are_refused_at_once(string op)
    {
        Graph graph = OnnxReader.Read(Bomb(op));
        Stopwatch watch = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? e = Record.Exception(() => GraphOptimizer.Optimize(graph));
        Assert.True(e is InvalidModelException || op == "Range", op);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32L << 20);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void M06_broken_graphs_are_refused_naming_their_nodes()
    {
        string cycle = Refused(Model(Join(Node("Add", ["x", "b"], ["a"], "first"), Node("Relu", ["a"], ["b"], "second"), Input("x", 1), Output("b", 1)))).Message;
        Assert.Contains("cycle", cycle, StringComparison.Ordinal);
        Assert.Contains("'first', 'second'", cycle, StringComparison.Ordinal);
        string self = Refused(Model(Join(Node("Relu", ["a"], ["a"], "loop"), Output("a", 1)))).Message;
        Assert.Contains("'loop'", self, StringComparison.Ordinal);
        string twice = Refused(Model(Join(Node("Relu", ["x"], ["a"], "one"), Node("Abs", ["x"], ["a"], "two"), Input("x", 1), Output("a", 1)))).Message;
        Assert.Contains("'a' is written twice: by node 'two' and by node 'one'", twice, StringComparison.Ordinal);
        string missing = Refused(Model(Join(Node("Add", ["x", "gone"], ["a"], "sum"), Input("x", 1), Output("a", 1)))).Message;
        Assert.Contains("'sum' (Add) reads 'gone'", missing, StringComparison.Ordinal);
        Assert.Contains("output 'z'", Refused(Model(Join(Node("Relu", ["x"], ["a"]), Input("x", 1), Output("z", 1)))).Message, StringComparison.Ordinal);
        Assert.Contains("is written twice", Refused(Model(Join(Node("Relu", ["x"], ["x"], "same"), Input("x", 1), Output("x", 1)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void M06_unsorted_nodes_are_sorted_with_a_notice()
    {
        Graph graph = OnnxReader.Read(Model(Join(
            Node("Relu", ["b"], ["y"], "third"), Node("Abs", ["a"], ["b"], "second"), Node("Neg", ["x"], ["a"], "first"), Input("x", 2, 3), Output("y", 2, 3))));
        Assert.Equal(["first", "second", "third"], graph.Nodes.Select(n => n.Name));
        Assert.Contains(graph.Notices, n => n.Contains("sorted", StringComparison.Ordinal));
    }

    [Fact]
    public void M07_all_unsupported_operators_are_listed_at_once()
    {
        byte[] file = Model(
            Join(
                Node("Frobnicate", ["x"], ["a"], "n1"),
                Node("Frobnicate", ["a"], ["b"], "n2"),
                Node("Loop", ["b"], ["c"], "n3", GraphAttribute("body")),
                Node("Relu", ["c"], ["d"], "n4", IntAttribute("surprise", 1)),
                Node("Gelu", ["d"], ["y"], "n5"),
                Input("x", 1),
                Output("y", 1)),
            22);
        UnsupportedOperatorException e = Assert.Throws<UnsupportedOperatorException>(() => OnnxReader.Read(file, new OnnxReadOptions { SourceName = "strange.onnx" }));
        Assert.Equal(["opset 22", "Frobnicate", "Frobnicate", "Loop", "Relu"], e.Operators.Select(o => o.Operator));
        Assert.StartsWith("strange.onnx: 5 unsupported", e.Message, StringComparison.Ordinal);
        Assert.Contains("Frobnicate x2 at 'n1', 'n2'", e.Message, StringComparison.Ordinal);
        Assert.Contains("attribute 'surprise'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "NaN at element 1")]
    [InlineData(float.PositiveInfinity, "infinity at element 1")]
    [InlineData(float.NegativeInfinity, "infinity at element 1")]
    public void M08_weights_that_are_not_finite_are_refused_by_tensor_name(float value, string found)
    {
        InvalidModelException e = Refused(Model(Join(Initializer("bad.weight", [2], Float, Floats(1, value)), Node("Add", ["x", "bad.weight"], ["y"]), Input("x", 2), Output("y", 2))));
        Assert.Contains("'bad.weight'", e.Message, StringComparison.Ordinal);
        Assert.Contains(found, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void M08_denormal_weights_become_zero_and_are_counted()
    {
        Graph graph = OnnxReader.Read(Model(Join(Initializer("w", [3], Float, Floats(1e-40f, -2e-39f, 3)), Node("Add", ["x", "w"], ["y"]), Input("x", 3), Output("y", 3))));
        Assert.Equal([0f, 0f, 3f], graph.Constants["w"].AsFloats());
        Assert.Contains(graph.Notices, n => n.StartsWith("2 denormal", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("8002630A", "pickle")]
    [InlineData("894844460D0A1A0A", "HDF5")]
    [InlineData("1C00000054464C33", "TensorFlow Lite")]
    [InlineData("10000000000000007B225F5F6D6574615F5F223A7B7D7D20", "safetensors")]
    [InlineData("3C21444F43545950452068746D6C3E", "HTML")]
    [InlineData("504B0304646174612E706B6C", "data.pkl")]
    [InlineData("504B0304636F6E6669672E6A736F6E", "Keras")]
    [InlineData("504B0304787878", "zip archive")]
    [InlineData("76657273696F6E2068747470733A2F2F6769742D6C66732E", "Git LFS")]
    public void M10_other_formats_are_named(string hex, string name) =>
        Assert.Contains(name, Refused(Convert.FromHexString(hex)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("mobilenet_v2_1.0_224.pb")]
    [InlineData("mobilenet_v2_1.0_224.meta")]
    public void M10_TensorFlow_graphs_are_named(string file) =>
        Assert.Contains("TensorFlow graph", Refused(File.ReadAllBytes(TestData.Real("backbones", file))).Message, StringComparison.Ordinal);

    [Fact]
    public void Limits_are_checked()
    {
        byte[] file = OnnxNodeCase.Find("conv_plain_opset13").Model;
        Assert.Contains("MaxModelBytes", Assert.Throws<InvalidModelException>(() => OnnxReader.Read(file, new OnnxReadOptions { MaxModelBytes = 100 })).Message, StringComparison.Ordinal);
        Assert.Contains("more than 0 nodes", Assert.Throws<InvalidModelException>(() => OnnxReader.Read(file, new OnnxReadOptions { MaxNodeCount = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("more than 1 tensors", Assert.Throws<InvalidModelException>(() => OnnxReader.Read(file, new OnnxReadOptions { MaxTensorCount = 1 })).Message, StringComparison.Ordinal);
    }

    private static InvalidModelException Refused(byte[] file)
    {
        InvalidModelException e = Assert.Throws<InvalidModelException>(() => OnnxReader.Read(file, new OnnxReadOptions { SourceName = "bad.onnx" }));
        Assert.StartsWith("bad.onnx: ", e.Message, StringComparison.Ordinal);
        return e;
    }

    private static byte[] External(params (string Key, string Value)[] entries) => Model(Join(
        Bytes(5, TensorFields("w", [2], Float, [.. entries.Select(e => Bytes(13, Join(Text(1, e.Key), Text(2, e.Value)))), Int(14, 1)])),
        Node("Add", ["x", "w"], ["y"]),
        Input("x", 2),
        Output("y", 2)));

    private static byte[] Bomb(string op)
    {
        byte[] one = Initializer("one", [1], Float, Floats(1));
        byte[] shape = Initializer("shape", [2], Int64, Int64s(20_000, 20_000));
        byte[] big = Initializer("big", [1], Int64, Int64s(400_000_000));
        byte[] pads = Initializer("pads", [2], Int64, Int64s(0, 400_000_000));
        byte[] nodes = op switch
        {
            "ConstantOfShape" => Node(op, ["shape"], ["c"]),
            "Expand" => Node(op, ["one", "shape"], ["c"]),
            "Tile" => Node(op, ["one", "big"], ["c"]),
            "Pad" => Node(op, ["one", "pads"], ["c"]),
            _ => Join(Initializer("s0", [], Int64, Int64s(0)), Initializer("s1", [], Int64, Int64s(1L << 40)), Initializer("s2", [], Int64, Int64s(1)), Node(op, ["s0", "s1", "s2"], ["r"]), Node("Cast", ["r"], ["c"], "cast", IntAttribute("to", 1))),
        };
        return Model(Join(one, shape, big, pads, nodes, Node("Add", ["x", "c"], ["y"], "sum"), Input("x", 1), Output("y", 1)));
    }
}
