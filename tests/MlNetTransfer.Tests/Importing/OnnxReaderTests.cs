using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tensors;
using static MlNetTransfer.Tests.References.OnnxBytes;

namespace MlNetTransfer.Tests.Importing;

/// <summary>What the reader makes of files beyond single operators.</summary>
public sealed class OnnxReaderTests
{
    private const int Float = 1;

    [Fact]
    public void First_dimension_is_the_batch_when_symbolic_and_others_are_unknown()
    {
        byte[] shape = Bytes(2, Join(Bytes(1, Text(2, "n")), Bytes(1, Int(1, 3)), Bytes(1, Text(2, "h")), Bytes(1, [])));
        byte[] input = Bytes(11, Join(Text(1, "x"), Bytes(2, Bytes(1, Join(Int(1, 1), shape)))));
        Graph graph = OnnxReader.Read(Model(Join(Node("Relu", ["x"], ["y"]), input, Output("y"))));
        Assert.Equal([Dimension.Batch, Dimension.Of(3), Dimension.Unknown, Dimension.Unknown], graph.Inputs[0].Dimensions);
    }

    [Fact]
    public void A_batch_fixed_at_one_is_freed_where_every_output_follows_it()
    {
        byte[] file = Model(Join(
            Initializer("s", [2], 7, Int64s(1, -1)), Node("Reshape", ["x", "s"], ["y"], "r"), Input("x", 1, 2, 3, 4), Output("y", 1, 24)));
        Graph graph = OnnxReader.Read(file);
        Assert.Equal(Dimension.Batch, graph.Inputs[0].Dimensions![0]);
        Assert.Equal([Dimension.Batch, Dimension.Of(24)], graph.Outputs[0].Dimensions);
        Assert.Contains(graph.Notices, n => n.Contains("batch", StringComparison.Ordinal));
        Assert.Equal([0L, -1L], graph.Constants[graph.Nodes[0].Inputs[1]].AsInt64s());
        Assert.Equal(Dimension.Of(1), OnnxReader.Read(file, new OnnxReadOptions { FreeFixedBatch = false }).Inputs[0].Dimensions![0]);
    }

    [Fact]
    public void A_batch_fixed_at_one_stays_where_the_network_mixes_pictures()
    {
        byte[] file = Model(Join(
            Initializer("s", [2], 7, Int64s(2, 12)), Node("Reshape", ["x", "s"], ["y"], "r"), Input("x", 1, 2, 3, 4), Output("y", 2, 12)));
        Assert.Equal(Dimension.Of(1), OnnxReader.Read(file).Inputs[0].Dimensions![0]);
    }

    [Fact]
    public void Initializers_that_are_listed_as_inputs_are_constants()
    {
        Graph graph = OnnxReader.Read(Model(Join(
            Initializer("w", [2], Float, Floats(1, 2)), Node("Add", ["x", "w"], ["y"]), Input("x", 2), Input("w", 2), Output("y", 2))));
        Assert.Equal(["x"], graph.Inputs.Select(i => i.Name));
        Assert.Equal([1f, 2f], graph.Constants["w"].AsFloats());
    }

    [Fact]
    public void Weights_are_views_of_the_file()
    {
        byte[] file = Model(Join(Initializer("w", [2], Float, Floats(1, 2)), Node("Add", ["x", "w"], ["y"]), Input("x", 2), Output("y", 2)));
        Graph graph = OnnxReader.Read(file);
        int position = file.AsSpan().IndexOf(Floats(1, 2));
        BitConverter.TryWriteBytes(file.AsSpan(position), 5f);
        Assert.Equal([5f, 2f], graph.Constants["w"].AsFloats());
    }

    [Fact]
    public void Unused_extra_outputs_are_dropped_and_used_ones_refused()
    {
        byte[] unused = Model(Join(Node("Dropout", ["x"], ["y", "mask"]), Input("x", 2), Output("y", 2)));
        Assert.Equal(["y"], OnnxReader.Read(unused).Nodes[0].Outputs);
        byte[] used = Model(Join(Node("Dropout", ["x"], ["y", "mask"]), Input("x", 2), Output("y", 2), Output("mask", 2)));
        Assert.Contains("output 2 of it is used", Assert.Throws<UnsupportedOperatorException>(() => OnnxReader.Read(used)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, "803F00C0", new[] { 1f, -2f })]
    [InlineData(10, "003C00C0", new[] { 1f, -2f })]
    public void Half_precision_is_widened(int type, string hex, float[] expected)
    {
        Graph graph = OnnxReader.Read(Model(Join(Initializer("w", [2], type, Convert.FromHexString(hex)), Node("Add", ["x", "w"], ["y"]), Input("x", 2), Output("y", 2))));
        Assert.Equal(ElementType.Float32, graph.Constants["w"].ElementType);
        Assert.Equal(expected, graph.Constants["w"].AsFloats().ToArray());
    }

    [Fact]
    public void Typed_data_may_come_packed_unpacked_or_in_several_runs()
    {
        byte[] parts = Bytes(5, TensorFields("w", [4], Float, Bytes(4, Floats(1, 2)), Join([0x25], Floats(3)), Bytes(4, Floats(4))));
        byte[] shape = Bytes(5, TensorFields("s", [2], 7, Int(7, -1), Bytes(7, [2])));
        Graph graph = OnnxReader.Read(Model(Join(parts, shape, Node("Reshape", ["w", "s"], ["r"]), Node("Add", ["x", "r"], ["y"]), Input("x", 2), Output("y", 2))));
        Assert.Equal([1f, 2f, 3f, 4f], graph.Constants["w"].AsFloats());
        Assert.Equal([-1L, 2L], graph.Constants["s"].AsInt64s());
    }

    [Fact]
    public void Metadata_is_kept_and_written_again()
    {
        byte[] file = Join(Model(Join(Node("Relu", ["x"], ["y"]), Input("x", 2), Output("y", 2))), Bytes(14, Join(Text(1, "mean"), Text(2, "127.5"))));
        Graph graph = OnnxReader.Read(file);
        Assert.Equal("127.5", graph.Metadata["mean"]);
        byte[] written = OnnxWriter.Write(graph, new OnnxWriteOptions { Metadata = new Dictionary<string, string> { ["std"] = "1" } });
        Assert.Equal([("mean", "127.5"), ("std", "1")], OnnxReader.Read(written).Metadata.Select(m => (m.Key, m.Value)));
    }

    [Fact]
    public void Internal_operators_are_expanded_when_written()
    {
        ValueInfo x = new("x", ElementType.Float32, [Dimension.Batch, Dimension.Of(6), Dimension.Of(2), Dimension.Of(3)]);
        Graph graph = new()
        {
            Inputs = [x],
            Outputs = [x with { Name = "y" }],
            Nodes =
            [
                new Node("a", new Silu(), ["x"], ["a"]),
                new Node("b", new ScaleShift(), ["a", "scale", "shift"], ["b"]),
                new Node("c", new ChannelShuffle(3), ["b"], ["y"]),
            ],
            Constants = new Dictionary<string, Tensor>
            {
                ["scale"] = Tensor.FromFloats(new Shape(6), [1, 2, 3, 4, 5, 6]),
                ["shift"] = Tensor.FromFloats(new Shape(6), [6, 5, 4, 3, 2, 1]),
            },
        };
        Graph read = OnnxReader.Read(OnnxWriter.Write(graph));
        Assert.Equal(
            ["Sigmoid", "Mul", "Unsqueeze", "Unsqueeze", "Mul", "Add", "Reshape", "Transpose", "Reshape"],
            read.Nodes.Select(n => n.Operator.Name));
        Assert.Equal(x.Dimensions, ShapeInference.Infer(read)["y"].Dimensions);
        Assert.Equal(["Silu", "ScaleShift", "ChannelShuffle"], GraphOptimizer.Optimize(read).Nodes.Select(n => n.Operator.Name));
    }
}
