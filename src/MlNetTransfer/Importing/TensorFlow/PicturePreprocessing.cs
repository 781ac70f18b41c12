using System.Globalization;
using System.Text;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Decoding and resizing inside a graph (DecodeJpeg, Cast, Mul, ExpandDims, ResizeBilinear): cut off, and told as facts about the input behind it.</summary>
/// <param name="CutNode">The resize; the network begins behind it.</param>
/// <param name="IsConnected">Whether the network reads it; ML.NET runs it on its own and feeds its result to the input.</param>
internal sealed record PicturePreprocessing(string CutNode, bool IsConnected)
{
    private const int LongestChain = 16;

    /// <summary>Height and width after the resize; null when they are not constant.</summary>
    public (int Height, int Width)? Size { get; private init; }

    /// <summary>What the decoder reads: the input for encoded pictures.</summary>
    public string PictureNode { get; private init; } = "";

    /// <summary>What the graph states, by name of fact.</summary>
    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    /// <summary>Finds it.</summary>
    /// <returns>Null when the graph has none, or none that can be told.</returns>
    public static PicturePreprocessing? Find(TensorFlowModel model)
    {
        if (model.Nodes.FirstOrDefault(n => n.OperatorName == "ResizeBilinear") is null)
        {
            return null;
        }

        Dictionary<string, TensorFlowNode> byName = model.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        foreach (TensorFlowNode resize in model.Nodes.Where(n => n is { OperatorName: "ResizeBilinear", Inputs.Count: 2 }))
        {
            if (Trace(resize, byName, out string picture) is { } facts)
            {
                (int Height, int Width)? size = SizeOf(resize, byName);
                if (size is { } s)
                {
                    facts["input_height"] = s.Height.ToString(CultureInfo.InvariantCulture);
                    facts["input_width"] = s.Width.ToString(CultureInfo.InvariantCulture);
                }

                bool read = model.Nodes.Any(n => n.Inputs.Any(i => i.Node == resize.Name));
                return new PicturePreprocessing(resize.Name, read) { Facts = facts, Size = size, PictureNode = picture };
            }
        }

        return null;
    }

    // Upwards from the resize to the decoder; value = pixel * scale + shift on the way.
    private static Dictionary<string, string>? Trace(TensorFlowNode resize, Dictionary<string, TensorFlowNode> byName, out string picture)
    {
        picture = "";
        (double scale, double shift) = (1, 0);
        TensorFlowNode? node = Next(resize, byName);
        for (int i = 0; i < LongestChain && node is not null; i++, node = Next(node, byName))
        {
            if (node.OperatorName is "DecodeJpeg" or "DecodePng" or "DecodeImage" or "DecodeBmp")
            {
                picture = node.Inputs.Count > 0 ? node.Inputs[0].Node : "";
                return FactsOf(resize, node, scale, shift);
            }

            // The step comes before what is collected already: (pixel * a + b) * scale + shift.
            (double a, double b)? step = StepOf(node, byName);
            if (step is not { } known)
            {
                return null;
            }

            (scale, shift) = (known.a * scale, (known.b * scale) + shift);
        }

        return null;
    }

    private static TensorFlowNode? Next(TensorFlowNode node, Dictionary<string, TensorFlowNode> byName) =>
        node.Inputs.Count > 0 ? byName.GetValueOrDefault(node.Inputs[0].Node) : null;

    private static (double A, double B)? StepOf(TensorFlowNode node, Dictionary<string, TensorFlowNode> byName)
    {
        if (node.OperatorName is "Identity" or "ExpandDims" or "Cast")
        {
            return (1, 0);
        }

        return node.Inputs.Count == 2 && ScalarOf(node.Inputs[1].Node, byName) is { } number
            ? node.OperatorName switch
            {
                "Mul" when number != 0 => (number, 0),
                "RealDiv" when number != 0 => (1 / number, 0),
                "Add" or "AddV2" => (1, number),
                "Sub" => (1, -number),
                _ => null,
            }
            : null;
    }

    private static Dictionary<string, string> FactsOf(TensorFlowNode resize, TensorFlowNode decoder, double scale, double shift)
    {
        bool legacy = !IsSet(resize, "half_pixel_centers") && !IsSet(resize, "align_corners");
        Dictionary<string, string> facts = new(StringComparer.Ordinal)
        {
            ["color_order"] = "RGB",
            ["value_range"] = "0..255",
            ["mean"] = Told(0.0 - (shift / scale)),
            ["std"] = Told(1 / scale),
            ["resize"] = "stretch",
            ["interpolation"] = legacy ? "tensorflow-bilinear" : "bilinear",
        };

        // The default of DecodeJpeg is the fast transform (image_ops.cc: "" maps to the system's choice, JDCT_IFAST).
        string method = decoder.Attributes.TryGetValue("dct_method", out TensorFlowAttribute? a) ? Encoding.UTF8.GetString(a.Bytes.Span) : "";
        facts["jpeg_dct"] = method == "INTEGER_ACCURATE" ? "accurate" : "fast";
        return facts;
    }

    // Factors such as 1 / 127.5 are float32 in the file: seven digits say what was meant.
    private static string Told(double value) => value.ToString("G7", CultureInfo.InvariantCulture);

    private static bool IsSet(TensorFlowNode node, string name) => node.Attributes.TryGetValue(name, out TensorFlowAttribute? a) && a.Int != 0;

    // A constant list of two, two packed constants, or a conversion of either.
    private static (int Height, int Width)? SizeOf(TensorFlowNode resize, Dictionary<string, TensorFlowNode> byName)
    {
        TensorFlowNode? node = byName.GetValueOrDefault(resize.Inputs[1].Node);
        for (int i = 0; i < LongestChain && node is { OperatorName: "Identity" or "Cast" }; i++)
        {
            node = Next(node, byName);
        }

        double?[] sizes = node is { OperatorName: "Pack" } ? [.. node.Inputs.Take(3).Select(x => ScalarOf(x.Node, byName))]
            : ConstantOf(node) is { } list ? [.. list.Take(3).Select(v => (double?)v)]
            : [];
        return sizes is [{ } height, { } width] && height is >= 1 and <= 16_384 && width is >= 1 and <= 16_384 ? ((int)height, (int)width) : null;
    }

    private static double? ScalarOf(string name, Dictionary<string, TensorFlowNode> byName)
    {
        TensorFlowNode? node = byName.GetValueOrDefault(name);
        for (int i = 0; i < LongestChain && node is { OperatorName: "Identity" or "Cast" }; i++)
        {
            node = Next(node, byName);
        }

        return ConstantOf(node) is [var only] && double.IsFinite(only) ? only : null;
    }

    // A small constant; what is wrong with a larger one is found when the network reads it.
    private static double[]? ConstantOf(TensorFlowNode? node)
    {
        const long SmallBytes = 64;
        bool isConstant = node is { OperatorName: "Const" } && node.Attributes.TryGetValue("value", out TensorFlowAttribute? value)
            && value.Tensor is { } found && TensorFlowElementTypes.Map(found.DataType) is ElementType.Float32 or ElementType.Int64;
        if (!isConstant)
        {
            return null;
        }

        TensorFlowTensor tensor = node!.Attributes["value"].Tensor!;
        if (tensor.Dimensions.Count > 1 || tensor.Dimensions.Any(d => d is < 0 or > 4))
        {
            return null;
        }

        Tensor decoded = new TensorFlowTensorDecoder(SmallBytes).Decode(tensor, node.Name);
        return decoded.ElementType == ElementType.Float32 ? [.. decoded.AsFloats().ToArray().Select(v => (double)v)] : [.. decoded.AsInt64s().ToArray().Select(v => (double)v)];
    }
}
