using System.Globalization;
using System.Security.Cryptography;
using MlNetTransfer.Backbones;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Imaging;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Importing.TensorFlow;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Persistence.MlNet;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;

namespace MlNetTransfer;

/// <summary>Turns ML.NET's image classifier into a model of this library that answers as the original does.</summary>
internal static class MlNetModel
{
    /// <summary>What the head's kind is called in the manifest.</summary>
    public const string HeadKind = "mlnet";

    /// <summary>ML.NET's names of its architectures, by a part of the node that the head reads.</summary>
    private static readonly (string Part, string Name)[] Architectures =
    [
        ("resnet_v2_50/", "ResnetV250"), ("resnet_v2_101/", "ResnetV2101"), ("InceptionV3/", "InceptionV3"), ("MobilenetV2/", "MobilenetV2"),
    ];

    /// <summary>The model without golden answers.</summary>
    /// <exception cref="InvalidModelException">The network is not the one that ML.NET makes.</exception>
    /// <exception cref="UnsupportedOperatorException">The network uses operators that cannot be run.</exception>
    public static ModelArchiveContent ToContent(MlNetImageModel file, string source)
    {
        string place = $"{source}: {file.Folder}/TFModel";
        Graph graph = TensorFlowReader.Read(file.Network, new TensorFlowReadOptions { SourceName = place, Outputs = [file.ScoreNode] });
        CheckNodes(place, file, graph);
        ImagePreprocessing preprocessing = PreprocessingOf(place, graph);
        MlNetHead head = MlNetHead.Find(place, graph);
        if (head.ClassCount != file.ClassNames.Count)
        {
            throw new InvalidModelException(FormattableString.Invariant($"{place}: the head has {head.ClassCount} classes, the model's file says {file.ClassNames.Count}. Copy the zip again from where ML.NET wrote it."));
        }

        Graph network = head.Separate(graph);
        return new ModelArchiveContent
        {
            Manifest = new ModelManifest
            {
                Labels = file.ClassNames,
                Backbone = Describe(file, head),
                Network = new NetworkDescription(
                    network.Inputs[0].Name, head.Features, head.Logits, head.Probabilities, head.FeatureCount, nameof(NumericMode.Fast)),
                Preprocessing = PreprocessingDescription.From(preprocessing),
                Head = new HeadDescription(HeadKind, Settings(file), Temperature: 1),
                Data = new DataDescription("", Found: 0, Used: 0, new int[file.ClassNames.Count]),
            },
            Network = OnnxWriter.Write(network),
            Machine = ClassifierNetwork.Machine,
            Tolerance = ClassifierNetwork.GoldenTolerance,
        };
    }

    private static void CheckNodes(string place, MlNetImageModel file, Graph graph)
    {
        (string What, string Stated, string? Found)[] nodes =
        [
            ("input", file.InputNode, graph.Inputs is [var only] ? only.Name : null),
            ("picture", file.PictureNode, graph.Metadata.GetValueOrDefault(TensorFlowReader.PictureNode)),
            ("resized picture", file.ResizedNode, graph.Metadata.GetValueOrDefault(TensorFlowReader.ResizeNode)),
        ];
        foreach ((string what, string stated, string? found) in nodes)
        {
            if (stated != found)
            {
                throw new InvalidModelException(
                    $"{place}: the model's file calls the {what} '{stated}', the network {(found is null ? "has none" : $"has '{found}'")}. Was the zip put together by hand? Save it again with ML.NET.")
                { Node = stated };
            }
        }
    }

    /// <summary>As TensorFlow does it: nothing is rounded between resizing and network, and EXIF is not read.</summary>
    private static ImagePreprocessing PreprocessingOf(string place, Graph graph)
    {
        ImagePreprocessing stated = StatedPreprocessing.Of(place, graph);
        if (stated.FindProblems() is { Count: > 0 } problems)
        {
            throw new InvalidModelException($"{place}: the preprocessing is not usable: {string.Join(' ', problems)} Copy the zip again from where ML.NET wrote it.");
        }

        return stated.Interpolation == Interpolation.TensorFlowBilinear
            ? stated with { Samples = PixelSamples.Floats, IgnoreOrientation = true }
            : throw new InvalidModelException($"{place}: the network resizes with align_corners or half_pixel_centers, which ML.NET does not do. Save the model again with ML.NET.");
    }

    private static BackboneDescription Describe(MlNetImageModel file, MlNetHead head)
    {
        string name = Architectures.FirstOrDefault(a => head.Features.Contains(a.Part, StringComparison.Ordinal)).Name ?? $"network up to {head.Features}";
        string writer = file.Version.Length > 0 ? $"ML.NET {file.Version}" : "ML.NET";
        return new BackboneDescription(name, $"image classification model of {writer}", Convert.ToHexStringLower(SHA256.HashData(file.Network.Span)), License: "");
    }

    private static SortedDictionary<string, string> Settings(MlNetImageModel file) => new(StringComparer.Ordinal)
    {
        ["classNames"] = file.IsNumbered ? "numbered: the file has none" : "key values of column " + file.LabelColumn,
        ["classes"] = file.ClassNames.Count.ToString(CultureInfo.InvariantCulture),
        ["mlNetVersion"] = file.Version.Length > 0 ? file.Version : "not stated",
    };
}
