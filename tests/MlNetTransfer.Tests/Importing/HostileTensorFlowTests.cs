using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.TensorFlow;
using static MlNetTransfer.Tests.References.OnnxBytes;
using static MlNetTransfer.Tests.References.TensorFlowBytes;

namespace MlNetTransfer.Tests.Importing;

/// <summary>Damaged and hostile TensorFlow files, each with the message it must get.</summary>
public sealed class HostileTensorFlowTests
{
    private static readonly byte[] X = Placeholder("x", -1, 8, 8, 3);

    public static TheoryData<string, byte[]> Cases => new()
    {
        { "two attributes called 'T'", Join(X, Node("y", "Relu", ["x"], Type("T", Float), Type("T", Float))) },
        { "two nodes are called 'x'", Join(X, X) },
        { "a node has no name", Join(X, Node("", "Relu", ["x"])) },
        { "reads 'z', which nothing writes", Join(X, Node("y", "Relu", ["z"])) },
        { "cycle", Join(X, Node("a", "Add", ["x", "b"]), Node("b", "Relu", ["a"]), Node("c", "Relu", ["b"])) },
        { "has 2 inputs", Join(X, Node("y", "Relu", ["x", "x"])) },
        { "has attribute 'padding' of kind 3", Join(X, Const("w", Ramp(54), 3, 3, 3, 2), Node("y", "Conv2D", ["x", "w"], List("strides", 1, 1, 1, 1), Attribute("padding", Int(3, 1)))) },
        { "padding 'WIDE'", Join(X, Const("w", Ramp(54), 3, 3, 3, 2), Node("y", "Conv2D", ["x", "w"], List("strides", 1, 1, 1, 1), Word("padding", "WIDE"))) },
        { "strides [1, 0, 1, 1]", Join(X, Const("w", Ramp(54), 3, 3, 3, 2), Node("y", "Conv2D", ["x", "w"], List("strides", 1, 0, 1, 1), Word("padding", "SAME"))) },
        { "the channels do not match", Join(X, Const("w", Ramp(36), 3, 3, 2, 2), Conv("y", "x", "w")) },
        { "216 x 4 bytes, but 208 bytes", Join(X, Const("w", Ramp(52), 3, 3, 3, 8), Conv("y", "x", "w")) },
        { "raise MaxExpandedBytes", Join(X, Constant("w", Float, [1000, 1000, 1000], Bytes(5, Floats(1))), Node("y", "Add", ["x", "w"])) },
        { "more elements than a file", Join(X, Constant("w", Float, [int.MaxValue, int.MaxValue], Bytes(5, Floats(1))), Node("y", "Add", ["x", "w"])) },
        { "a dimension of -3", Join(X, Constant("w", Float, [-3], Bytes(5, Floats(1))), Node("y", "Add", ["x", "w"])) },
        { "more than 8 dimensions", Join(X, Constant("w", Float, [1, 1, 1, 1, 1, 1, 1, 1, 1], Bytes(5, Floats(1))), Node("y", "Add", ["x", "w"])) },
        { "holds NaN", Join(X, Const("w", [1, float.NaN, 2], 3), Node("y", "Add", ["x", "w"])) },
        { "but data in field 7", Join(X, Constant("w", Float, [1], Int(7, 1)), Node("y", "Add", ["x", "w"])) },
        { "has no value", Join(X, Node("w", "Const", []), Node("y", "Add", ["x", "w"])) },
        { "axis 9", Join(X, Ints("a", 9), Node("y", "Mean", ["x", "a"])) },
        { "nothing in the graph depends on an input", Const("w", [1], 1) },
        { "the file is empty", [] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_refused_and_says_why(string found, byte[] file)
    {
        InvalidModelException e = Assert.Throws<InvalidModelException>(() => TensorFlowReader.Read(file, new TensorFlowReadOptions { SourceName = "bad.pb" }));
        Assert.StartsWith("bad.pb: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(found, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_cut_anywhere_are_refused()
    {
        byte[] whole = Network();
        for (int length = 1; length < whole.Length; length += 7)
        {
            byte[] cut = whole[..length];
            Exception? e = Record.Exception(() => TensorFlowReader.Read(cut));
            Assert.True(e is null or InvalidModelException, $"{length}: {e}");
        }
    }

    [Fact]
    public void Limits_are_checked()
    {
        byte[] file = Network();
        Assert.Contains("MaxModelBytes", Refused(file, new TensorFlowReadOptions { MaxModelBytes = 100 }), StringComparison.Ordinal);
        Assert.Contains("more than 3 nodes", Refused(file, new TensorFlowReadOptions { MaxNodeCount = 3 }), StringComparison.Ordinal);
        byte[] wide = Join(X, Node("y", "AddN", [.. Enumerable.Repeat("x", 1000)]));
        Assert.Contains("inputs and attributes", Refused(wide, new TensorFlowReadOptions { MaxNodeCount = 20 }), StringComparison.Ordinal);
    }

    [Fact]
    public void One_weight_for_many_readers_takes_its_memory_once()
    {
        const int Readers = 2000;
        byte[] weights = Const("w", Ramp(64 * 64 * 9), 3, 3, 64, 64);
        byte[] file = Join([Placeholder("x", -1, 8, 8, 64), weights, .. Enumerable.Range(0, Readers).Select(i => Conv($"c{i}", i == 0 ? "x" : $"c{i - 1}", "w"))]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Graph graph = TensorFlowReader.Read(file);
        Assert.Equal(Readers, graph.Nodes.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L << 20);
    }

    private static string Refused(byte[] file, TensorFlowReadOptions options) => Assert.Throws<InvalidModelException>(() => TensorFlowReader.Read(file, options)).Message;
}
