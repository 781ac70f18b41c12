using MlNetTransfer.Backbones;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Imaging;
using MlNetTransfer.Importing;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Importing.TensorFlow;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tests.References;
using static MlNetTransfer.Tests.References.OnnxBytes;
using static MlNetTransfer.Tests.References.TensorFlowBytes;

namespace MlNetTransfer.Tests.Importing;

/// <summary>What the reader makes of whole TensorFlow graphs: inputs, outputs, facts, and refusals with advice.</summary>
public sealed class TensorFlowReaderTests
{
    [Fact]
    public void A_network_has_its_input_its_outputs_by_name_and_no_transposition()
    {
        Graph graph = TensorFlowReader.Read(Network());
        Assert.Equal(["input: Float32 [N, 3, 8, 8]"], graph.Inputs.Select(i => i.ToString()));
        Assert.Equal(["features: Float32 [N, 4]", "logits: Float32 [N, 2]", "probabilities: Float32 [N, 2]"], graph.Outputs.Select(o => o.ToString()));
        Assert.DoesNotContain(graph.Nodes, n => n.Operator is Transpose);
        FeatureTap tap = Assert.Single(FeatureTap.Find(graph));
        Assert.Equal(("features", 4, "logits", 2), (tap.Features, tap.FeatureCount, tap.Logits, tap.ClassCount));
    }

    [Fact]
    public void A_meta_graph_gives_the_same_network_and_its_signature_names_features_and_logits()
    {
        byte[] signature = Bytes(5, Join(OnnxBytes.Text(1, "serving_default"), Bytes(2, Join(Entry("features", "pool:0"), Entry("logits", "logits:0")))));
        Graph graph = TensorFlowReader.Read(Meta(Network(), signature));
        Assert.Equal(("pool", "logits"), (graph.Metadata["features"], graph.Metadata["logits"]));
        Assert.Equal(["pool", "logits", "features", "probabilities"], graph.Outputs.Select(o => o.Name));

        static byte[] Entry(string key, string tensor) => Bytes(2, Join(OnnxBytes.Text(1, key), Bytes(2, OnnxBytes.Text(1, tensor))));
    }

    [Fact]
    public void Same_padding_becomes_numbers_where_the_size_is_known_and_stays_a_rule_where_it_is_not()
    {
        Window known = Assert.IsType<Conv>(Assert.Single(TensorFlowReader.Read(Strided(8)).Nodes).Operator).Window;
        Assert.Equal((AutoPad.NotSet, (0, 0, 1, 1)), (known.AutoPad, known.Pads));
        Window open = Assert.IsType<Conv>(Assert.Single(TensorFlowReader.Read(Strided(-1)).Nodes).Operator).Window;
        Assert.Equal(AutoPad.SameUpper, open.AutoPad);

        static byte[] Strided(int size) => Join(
            Placeholder("x", -1, size, size, 3), Const("w", Ramp(54), 3, 3, 3, 2),
            TensorFlowBytes.Node("y", "Conv2D", ["x", "w"], List("strides", 1, 2, 2, 1), Word("padding", "SAME")));
    }

    [Fact]
    public void An_input_of_unknown_rank_takes_its_channels_from_the_first_convolution()
    {
        byte[] x = TensorFlowBytes.Node("x", "Placeholder", [], TensorFlowBytes.Type("dtype", Float), Attribute("shape", Bytes(7, Int(3, 1))));
        Graph graph = TensorFlowReader.Read(Join(x, Const("w", Ramp(54), 3, 3, 3, 2), Conv("y", "x", "w")));
        Assert.Equal("x: Float32 [N, 3, ?, ?]", graph.Inputs[0].ToString());
    }

    [Fact]
    public void A_batch_fixed_at_one_is_freed()
    {
        Graph graph = TensorFlowReader.Read(Join(Placeholder("x", 1, 8, 8, 3), Const("w", Ramp(54), 3, 3, 3, 2), Conv("y", "x", "w")));
        Assert.Equal(Dimension.Batch, graph.Inputs[0].Dimensions![0]);
    }

    [Fact]
    public void Only_what_the_wanted_values_need_is_read()
    {
        byte[] file = Join(Network(), TensorFlowBytes.Node("odd", "TopKV2", ["probabilities"]));
        Assert.Throws<UnsupportedOperatorException>(() => TensorFlowReader.Read(file));
        Graph graph = TensorFlowReader.Read(file, new TensorFlowReadOptions { Outputs = ["relu:0"] });
        Assert.Equal(["relu"], graph.Outputs.Select(o => o.Name));
        Assert.Equal(3, graph.Nodes.Count);
        Assert.Contains("'nothing'", Assert.Throws<InvalidModelException>(() => TensorFlowReader.Read(file, new TensorFlowReadOptions { Outputs = ["nothing"] })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "fast")]
    [InlineData("INTEGER_ACCURATE", "accurate")]
    public void Decoding_that_the_network_reads_is_cut_off_and_stated(string method, string transform)
    {
        Graph graph = TensorFlowReader.Read(Join(Preprocessing(method), Const("w", Ramp(54), 3, 3, 3, 2), Conv("y", "resized", "w")));
        Assert.Equal(["resized: Float32 [N, 3, 20, 30]"], graph.Inputs.Select(i => i.ToString()));
        AssertFacts(graph, transform);
        Assert.Equal(("20", "30"), (graph.Metadata["input_height"], graph.Metadata["input_width"]));
    }

    [Fact]
    public void Decoding_that_runs_on_its_own_is_stated_for_the_input_of_its_size()
    {
        byte[] network = Join(Placeholder("x", -1, 20, 30, 3), Const("w", Ramp(54), 3, 3, 3, 2), Conv("y", "x", "w"));
        Graph graph = TensorFlowReader.Read(Join(Preprocessing(""), network));
        Assert.Equal(["x: Float32 [N, 3, 20, 30]"], graph.Inputs.Select(i => i.ToString()));
        AssertFacts(graph, "fast");
        Graph other = TensorFlowReader.Read(Join(Preprocessing(""), Placeholder("x", -1, 8, 8, 3), Const("w", Ramp(54), 3, 3, 3, 2), Conv("y", "x", "w")));
        Assert.False(other.Metadata.ContainsKey("mean"));
    }

    [Fact]
    public void A_graph_as_MLNET_writes_it_is_a_backbone_that_states_its_own_preprocessing()
    {
        byte[] file = Join(
            Preprocessing(""), Placeholder("input", -1, 20, 30, 3), Const("w", Ramp(54), 3, 3, 3, 2), Conv("conv", "input", "w"), Ints("axes", 1, 2),
            TensorFlowBytes.Node("pool", "Mean", ["conv", "axes"], Flag("keep_dims", true)), TensorFlowBytes.Node("bottleneck", "Squeeze", ["pool"], List("squeeze_dims", 1, 2)),
            Const("final_weights", Ramp(6), 2, 3), TensorFlowBytes.Node("read", "Identity", ["final_weights"]),
            TensorFlowBytes.Node("product", "MatMul", ["bottleneck", "read"]), Const("final_biases", Ramp(3), 3), TensorFlowBytes.Node("sum", "AddV2", ["product", "final_biases"]),
            TensorFlowBytes.Node("Score", "Softmax", ["sum"]), Number("one_axis", 1), TensorFlowBytes.Node("ArgMax", "ArgMax", ["Score", "one_axis"]));
        Graph graph = TensorFlowReader.Read(file);
        Assert.Equal(["ArgMax: Int64 [N]"], graph.Outputs.Select(o => o.ToString()));
        FeatureTap tap = FeatureTap.Find(graph)[0];
        Assert.Equal(("bottleneck", 2, "sum", 3), (tap.Features, tap.FeatureCount, tap.Logits, tap.ClassCount));
        string folder = Directory.CreateTempSubdirectory("mlnettransfer").FullName;
        try
        {
            string path = Path.Combine(folder, "graph.pb");
            File.WriteAllBytes(path, file);
            ImagePreprocessing found = Backbone.Load(path, new BackboneOverrides { Features = "bottleneck" }).Specification.Preprocessing;
            Assert.Equal((30, 20, ResizeMode.Stretch, Interpolation.TensorFlowBilinear, InverseDct.Fast), (found.Width, found.Height, found.ResizeMode, found.Interpolation, found.InverseDct));
            Assert.Equal([127.5f, 127.5f, 127.5f], found.Normalization.Mean);
            string saved = Directory.CreateDirectory(Path.Combine(folder, "saved")).FullName;
            File.WriteAllBytes(Path.Combine(saved, "saved_model.pb"), [8, 1]);
            Assert.Contains("SavedModel folder", Assert.Throws<InvalidModelException>(() => Backbone.Load(saved)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_picture_of_bytes_becomes_one_of_floats_with_raw_preprocessing()
    {
        byte[] x = TensorFlowBytes.Node("x", "Placeholder", [], TensorFlowBytes.Type("dtype", UInt8), Attribute("shape", Bytes(7, TensorFlowBytes.Shape(-1, 8, 8, 3))));
        Graph graph = TensorFlowReader.Read(Join(x, TensorFlowBytes.Node("f", "Cast", ["x"], TensorFlowBytes.Type("DstT", Float)), Const("w", Ramp(54), 3, 3, 3, 2), Conv("y", "f", "w")));
        Assert.Equal("x: Float32 [N, 3, 8, 8]", graph.Inputs[0].ToString());
        Assert.Equal(("0", "1", "0..255"), (graph.Metadata["mean"], graph.Metadata["std"], graph.Metadata["value_range"]));
    }

    [Fact]
    public void Everything_unsupported_is_listed_at_once()
    {
        byte[] file = Join(
            Placeholder("x", -1, 8, 8, 3), Const("w", Ramp(54), 3, 3, 3, 2), Conv("a", "x", "w", Word("surprise", "yes")), TensorFlowBytes.Node("b", "NonMaxSuppression", ["a"]),
            TensorFlowBytes.Node("c", "Mystery", ["b"]), Const("p", Ramp(3), 3), TensorFlowBytes.Node("d", "FusedBatchNorm", ["x", "p", "p", "p", "p"]));
        UnsupportedOperatorException e = Assert.Throws<UnsupportedOperatorException>(() => TensorFlowReader.Read(file, new TensorFlowReadOptions { SourceName = "net.pb" }));
        Assert.StartsWith("net.pb: ", e.Message, StringComparison.Ordinal);
        Assert.Equal(
            [("Conv2D", "attribute 'surprise'"), ("FusedBatchNorm", "statistics of the batch itself (is_training). Export the network for inference"), ("Mystery", ""), ("NonMaxSuppression", "")],
            e.Operators.Select(o => (o.Operator, o.Reason)).Order());
    }

    [Theory]
    [InlineData("Switch")]
    [InlineData("Merge")]
    [InlineData("NextIteration")]
    [InlineData("StatefulPartitionedCall")]
    public void Control_flow_is_refused_with_advice(string op)
    {
        byte[] file = Join(Placeholder("x", -1, 8, 8, 3), TensorFlowBytes.Node("a", op, ["x", "b"]), TensorFlowBytes.Node("b", "Relu", ["a"]), TensorFlowBytes.Node("c", "Relu", ["b"]));
        UnsupportedOperatorException e = Assert.Throws<UnsupportedOperatorException>(() => TensorFlowReader.Read(file));
        Assert.Contains("Freeze the graph", Assert.Single(e.Operators).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VariableV2")]
    [InlineData("VarHandleOp")]
    public void Variables_are_refused_with_advice(string op)
    {
        byte[] file = Join(Placeholder("x", -1, 8, 8, 3), TensorFlowBytes.Node("w", op, []), TensorFlowBytes.Node("r", "Identity", ["w"]), Conv("y", "x", "r"));
        Assert.Contains("Freeze the graph", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_formats_are_named()
    {
        byte[] saved = Join(Int(1, 1), Bytes(2, Meta(Network())));
        Assert.Contains("SavedModel", Refused(saved), StringComparison.Ordinal);
        Assert.Contains("SavedModel", Assert.Throws<InvalidModelException>(() => OnnxReader.Read(saved)).Message, StringComparison.Ordinal);
        Assert.Contains(".pbtxt", Refused("node {\n  name: \"x\"\n}"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("checkpoint", Refused("model_checkpoint_path: \"model.ckpt\"\n"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("checkpoint", Refused([0, 1, 2, 3, 0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]), StringComparison.Ordinal);
        Assert.Contains("ONNX", Refused(OnnxNodeCase.Find("conv_plain_opset13").Model), StringComparison.Ordinal);
        Assert.Contains("TensorFlowReader", Assert.Throws<InvalidModelException>(() => OnnxReader.Read(Network())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_format_is_told_by_content()
    {
        Assert.Equal("input", NetworkReader.Read(Network(), "a.onnx").Inputs[0].Name);
        Assert.Equal("input", NetworkReader.Read(Meta(Network()), "a.bin").Inputs[0].Name);
        Assert.NotEmpty(NetworkReader.Read(OnnxNodeCase.Find("conv_plain_opset13").Model, "a.pb").Nodes);
    }

    private static byte[] Preprocessing(string method) => Join(
        TensorFlowBytes.Node("file", "Placeholder", [], TensorFlowBytes.Type("dtype", TensorFlowBytes.Text)),
        TensorFlowBytes.Node("decode", "DecodeJpeg", ["file"], Word("dct_method", method)),
        TensorFlowBytes.Node("cast", "Cast", ["decode"], TensorFlowBytes.Type("DstT", Float)),
        Constant("scale", Float, [], Bytes(4, Floats(1 / 127.5f))),
        TensorFlowBytes.Node("scaled", "Mul", ["cast", "scale"]),
        Constant("one", Float, [], Bytes(4, Floats(1))),
        TensorFlowBytes.Node("centred", "Sub", ["scaled", "one"]),
        Number("zero", 0),
        TensorFlowBytes.Node("batch", "ExpandDims", ["centred", "zero"]),
        Number("height", 20),
        Number("width", 30),
        TensorFlowBytes.Node("stack", "Pack", ["height", "width"]),
        TensorFlowBytes.Node("resized", "ResizeBilinear", ["batch", "stack"]));

    // (pixel / 127.5) - 1
    private static void AssertFacts(Graph graph, string transform)
    {
        Assert.Equal(("127.5", "127.5", "0..255", "RGB"), (graph.Metadata["mean"], graph.Metadata["std"], graph.Metadata["value_range"], graph.Metadata["color_order"]));
        Assert.Equal(("stretch", "tensorflow-bilinear", transform), (graph.Metadata["resize"], graph.Metadata["interpolation"], graph.Metadata["jpeg_dct"]));
    }

    private static string Refused(byte[] file) => Assert.Throws<InvalidModelException>(() => TensorFlowReader.Read(file)).Message;
}
