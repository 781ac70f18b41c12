using static MlNetTransfer.TestSupport.MlNetBytes;

namespace MlNetTransfer.TestSupport;

/// <summary>A zip as ML.NET's image classification saves it, with a network small enough to compute by hand: two convolutions, a mean, the head.</summary>
public sealed record MlNetFixture
{
    public const int Height = 12;
    public const int Width = 10;
    public const int HiddenCount = 4;
    public const int FeatureCount = 6;

    private const int Float = 1;
    private const int Int32 = 3;
    private const int UInt8 = 4;
    private const int Text = 7;

    // Field 4 of GraphDef: VersionDef { 1 producer = 1766 }.
    private static readonly byte[] Versions = [(4 << 3) | 2, 3, 1 << 3, 0xE6, 0x0D];

    /// <summary>Names of the classes.</summary>
    public string[] ClassNames { get; init; } = ["daisy", "Löwenzahn, \"gelb\"", "rose"];

    /// <summary>Number of classes that the model states.</summary>
    public int ClassCount { get; init; } = 3;

    /// <summary>Backslash when written on Windows.</summary>
    public char Separator { get; init; } = '/';

    /// <summary>Number of chains around the classifier.</summary>
    public int Nesting { get; init; } = 1;

    /// <summary>Whether names are those of 1.4 and 1.5.0 (RefVariable, Add) or later (ResourceVariable, AddV2).</summary>
    public bool IsOld { get; init; }

    /// <summary>Prefix of the network's nodes; MobileNet's are imported under <c>import/</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Node that the head reads.</summary>
    public string Bottleneck { get; init; } = "resnet_v2_50/SpatialSqueeze";

    /// <summary>The score column, which names the softmax.</summary>
    public string Score { get; init; } = "Score";

    /// <summary>How class names are packed in the schema.</summary>
    public byte Packing { get; init; } = 1;

    /// <summary>Whether the zip's entries are deflated.</summary>
    public bool Deflated { get; init; } = true;

    /// <summary>Whether the label's column has names for its keys.</summary>
    public bool HasNames { get; init; } = true;

    /// <summary>Whether weights are still variables, as before freezing.</summary>
    public bool HasVariables { get; init; }

    /// <summary>Resize's align_corners, which ML.NET never sets.</summary>
    public bool AlignsCorners { get; init; }

    /// <summary>Operator at the end, Softmax in ML.NET.</summary>
    public string LastOperator { get; init; } = "Softmax";

    /// <summary>Nodes of another network instead of the small one; null for that.</summary>
    public byte[]? Network { get; init; }

    /// <summary>Rows and columns of the network's input.</summary>
    public (int Height, int Width) Size { get; init; } = (Height, Width);

    /// <summary>Length of what the head reads.</summary>
    public int BottleneckLength { get; init; } = FeatureCount;

    /// <summary>Whether pixels are brought to -1 to 1 before resizing, which ML.NET does not do, instead of 0 to 1.</summary>
    public bool IsCentered { get; init; }

    /// <summary>[3, 3, 3, 4], [4], [4, 6], [6], [6, classes], [classes].</summary>
    public static float[] Weights(int which, int bottleneck = FeatureCount) => which switch
    {
        0 => Numbers(3 * 3 * 3 * HiddenCount, 1, 0.4f),
        1 => Numbers(HiddenCount, 2, 0.2f),
        2 => Numbers(HiddenCount * FeatureCount, 3, 2f),
        3 => Numbers(FeatureCount, 4, 0.5f),
        4 => Numbers(bottleneck * 3, 5, FeatureCount / (float)bottleneck),
        _ => Numbers(3, 6, 0.3f),
    };

    /// <summary>The whole zip.</summary>
    public byte[] ToZip() => Zip(Entries().Select(e => (e.Key.Replace('/', Separator), e.Value)), Deflated);

    /// <summary>Folder of the classifier, with forward slashes.</summary>
    public string Classifier => Folder + "/Transform_002/Model";

    /// <summary>Entries by name, with forward slashes.</summary>
    public Dictionary<string, byte[]> Entries()
    {
        Dictionary<string, byte[]> entries = new()
        {
            ["TrainingInfo/Version.txt"] = [.. "1.5.5+sha"u8],
            ["Schema"] = Schema(Packing, ("ImagePath", Codec("TextSpan"), null), ("Label", Codec("TextSpan"), null)),
        };
        string chain = "TransformerChain";
        for (int level = 1; level < Nesting; level++)
        {
            entries[chain + "/Model.key"] = Chain(2);
            entries[chain + "/Transform_000/Model.key"] = ModelKey("CopyTransform", "COPYTRAN", 0x00010001, [.. I32(1), .. I32(0), .. I32(1)], "Features", "Image");
            chain += "/Transform_001";
        }

        entries[chain + "/Model.key"] = Chain(4);
        entries[chain + "/Transform_000/Model.key"] = ModelKey("TermTransform", "TERMTRNF", 0x00010003, [.. I32(1), .. I32(0), .. I32(1)], "LabelAsKey", "Label");
        entries[chain + "/Transform_000/Vocabulary/Model.key"] = ModelKey("TermManager", "TERM MAN", 0x00010002, I32(1));
        entries[chain + "/Transform_000/Vocabulary/Terms.txt"] = [.. "0\tdaisy\n"u8];
        entries[chain + "/Transform_001/Model.key"] = ModelKey("ImageLoaderTransform", "IMGLOADR", 0x00010004, [.. I32(1), .. I32(0), .. I32(1)], "Image", "ImagePath");
        entries[chain + "/Transform_002/Model.key"] = ModelKey(
            "MulticlassPredXfer", "MC  PRED", 0x00010002, [.. I32(0), .. I32(1), .. I32(2), .. I32(3)], "Image", "LabelAsKey", Score, "PredictedLabel");
        entries[chain + "/Transform_002/TrainSchema"] = TrainSchema();
        entries[chain + "/Transform_002/Model/Model.key"] = ClassifierKey();
        byte[] graph = Graph();
        entries[chain + "/Transform_002/Model/TFModel"] = [.. I32(graph.Length), .. graph];
        entries[chain + "/Transform_003/Model.key"] = ModelKey("KeyToValueTransform", "KEY2VALT", 0x00010001, [.. I32(1), .. I32(0), .. I32(0)], "PredictedLabel");
        return entries;
    }

    /// <summary>Body of the classifier: size of a float, classes, names of four tensors.</summary>
    public byte[] ClassifierKey() => ModelKey("ImageClassificationPred", "IMAGPRED", 0x00010001,
        [.. I32(4), .. I32(ClassCount), .. MlNetBytes.Text("DecodeJPGInput:0"), .. MlNetBytes.Text("ResizeTensor:0"), .. MlNetBytes.Text(Prefix + "input"), .. MlNetBytes.Text(Score + ":0")]);

    /// <summary>The schema at training: a hidden column of the same name comes first and does not count.</summary>
    public byte[] TrainSchema() => Schema(
        Packing,
        ("Label", Codec("TextSpan"), null),
        ("LabelAsKey", Key(9), Texts("hidden")),
        ("Image", Codec("VBuffer", [.. Codec("Byte"), .. I32(1), .. I32(0)]), null),
        ("LabelAsKey", Key((ulong)ClassNames.Length), HasNames ? Texts(ClassNames) : null));

    /// <summary>Decoding and resizing, the network, the head, in the order of the original.</summary>
    public byte[] Graph()
    {
        (string, byte[]) type = ("T", TypeValue(Float));
        byte[] fixedSize = ListValue(1, 1, 1, 1);
        string p = Prefix;
        if (Network is not null)
        {
            return [.. Network, .. Head(type, Weight), .. Decoding()];
        }

        byte[] Weight(string name, int which, params int[] sizes) => HasVariables && which == 4
            ? Node(name, "VarHandleOp", [], ("dtype", TypeValue(Float)), ("shape", ShapeValue(sizes)))
            : Const(name, Weights(which, BottleneckLength), sizes);
        return
        [
            .. Node(p + "input", "Placeholder", [], ("dtype", TypeValue(Float)), ("shape", ShapeValue(-1, Height, Width, 3))),
            .. Weight(p + "conv1/weights", 0, 3, 3, 3, HiddenCount),
            .. Node(p + "conv1/weights/read", "Identity", [p + "conv1/weights"], [type, .. Defaults(("_class", ListValue()))]),
            .. Node(p + "conv1/Conv2D", "Conv2D", [p + "input", p + "conv1/weights/read"],
                [type, ("strides", ListValue(1, 2, 2, 1)), ("padding", WordValue("SAME")), ("data_format", WordValue("NHWC")), .. Defaults(("dilations", fixedSize), ("explicit_paddings", ListValue()), ("use_cudnn_on_gpu", FlagValue(true)))]),
            .. Weight(p + "conv1/biases", 1, HiddenCount),
            .. Node(p + "conv1/BiasAdd", "BiasAdd", [p + "conv1/Conv2D", p + "conv1/biases"], type, ("data_format", WordValue("NHWC"))),
            .. Node(p + "conv1/Relu", "Relu", [p + "conv1/BiasAdd"], type),
            .. Const(p + "pool5/axes", [1, 2], 2),
            .. Node(p + "pool5", "Mean", [p + "conv1/Relu", p + "pool5/axes"], type, ("keep_dims", FlagValue(true))),
            .. Weight(p + "logits/weights", 2, 1, 1, HiddenCount, FeatureCount),
            .. Node(p + "logits/Conv2D", "Conv2D", [p + "pool5", p + "logits/weights"], type, ("strides", fixedSize), ("padding", WordValue("SAME"))),
            .. Weight(p + "logits/biases", 3, FeatureCount),
            .. Node(p + "logits/BiasAdd", "BiasAdd", [p + "logits/Conv2D", p + "logits/biases"], type),
            .. Node(p + Bottleneck, "Squeeze", [p + "logits/BiasAdd"], type, ("squeeze_dims", ListValue(1, 2))),
            .. Head(type, Weight),
            .. Decoding(),
            .. IsOld ? [] : Versions,
        ];
    }

    private string Folder => "TransformerChain" + string.Concat(Enumerable.Repeat("/Transform_001", Nesting - 1));

    private byte[] Head((string, byte[]) type, Func<string, int, int[], byte[]> weight)
    {
        const string Scope = "final_retrain_ops/";
        string readWeights = IsOld ? Scope + "weights/final_weights/read" : Scope + "Wx_plus_b/MatMul/ReadVariableOp";
        string readBiases = IsOld ? Scope + "biases/final_biases/read" : Scope + "biases/final_biases/Read/ReadVariableOp";
        return
        [
            .. weight(Scope + "weights/final_weights", 4, [BottleneckLength, 3]),
            .. Node(readWeights, HasVariables ? "ReadVariableOp" : "Identity", [Scope + "weights/final_weights"], type),
            .. weight(Scope + "biases/final_biases", 5, [3]),
            .. Node(readBiases, "Identity", [Scope + "biases/final_biases"], type),
            .. Node(Scope + "Wx_plus_b/MatMul", "MatMul", [Prefix + Bottleneck, readWeights],
                [type, ("transpose_a", FlagValue(false)), ("transpose_b", FlagValue(false)), .. Defaults(("grad_a", FlagValue(false)), ("grad_b", FlagValue(false)))]),
            .. Node(Scope + "Wx_plus_b/add", IsOld ? "Add" : "AddV2", [Scope + "Wx_plus_b/MatMul", readBiases], type),
            .. Node(Score, LastOperator, [Scope + "Wx_plus_b/add"], type),
            .. Const("accuracy/correct_prediction/ArgMax/dimension", [1]),
            .. Node("accuracy/correct_prediction/ArgMax", "ArgMax", [Score, "accuracy/correct_prediction/ArgMax/dimension"], type),
        ];
    }

    // Later versions of TensorFlow write what an attribute is by default.
    private (string, byte[])[] Defaults(params (string, byte[])[] attributes) => IsOld ? [] : attributes;

    private byte[] Decoding() =>
    [
        .. Node("DecodeJPGInput", "Placeholder", [], ("dtype", TypeValue(Text)), ("shape", ShapeValue())),
        .. Node("DecodeJpeg", "DecodeJpeg", ["DecodeJPGInput"], ("channels", Number(3)), ("ratio", Number(1)), ("fancy_upscaling", FlagValue(true)), ("try_recover_truncated", FlagValue(false)), ("dct_method", WordValue(""))),
        .. Node("convert_image/Cast", "Cast", ["DecodeJpeg"], ("SrcT", TypeValue(UInt8)), ("DstT", TypeValue(Float))),
        .. Const("convert_image/y", [IsCentered ? 1f / 127.5f : 1f / 255f]),
        .. Node("convert_image", "Mul", ["convert_image/Cast", "convert_image/y"], ("T", TypeValue(Float))),
        .. IsCentered ? (byte[])[.. Const("one", [1f]), .. Node("centered", "Sub", ["convert_image", "one"], ("T", TypeValue(Float)))] : [],
        .. Const("ExpandDims/dim", [0]),
        .. Node("ExpandDims", "ExpandDims", [IsCentered ? "centered" : "convert_image", "ExpandDims/dim"], ("T", TypeValue(Float))),
        .. Const("stack/0", [Size.Height]),
        .. Const("stack/1", [Size.Width]),
        .. Node("stack", "Pack", ["stack/0", "stack/1"], ("T", TypeValue(Int32)), ("N", Number(2)), ("axis", Number(0))),
        .. Node("Cast", "Cast", ["stack"], ("SrcT", TypeValue(Int32)), ("DstT", TypeValue(Int32))),
        .. Node("ResizeTensor", "ResizeBilinear", ["ExpandDims", "Cast"], ("T", TypeValue(Float)), ("align_corners", FlagValue(AlignsCorners)), ("half_pixel_centers", FlagValue(false))),
    ];

    private static byte[] Chain(int count) =>
        ModelKey("TransformerChain", "XF CHAIN", 0x00010001, [.. I32(count), .. Enumerable.Repeat(7, count).SelectMany(I32)]);

    // AttrValue.i
    private static byte[] Number(int value) => [3 << 3, (byte)value];

    private static float[] Numbers(int count, int seed, float scale) =>
        [.. Enumerable.Range(0, count).Select(i => ((((i * 37) + (seed * 101)) % 29) - 14) / 14f * scale)];
}
