using System.CommandLine;
using System.Globalization;
using MlNetTransfer.Backbones;
using MlNetTransfer.Backbones.Published;
using MlNetTransfer.Cli.Output;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>inspect FILE</c>: what a model zip or a network file is, without running it.</summary>
internal static class InspectCommand
{
    private static readonly Argument<string> File = new("FILE") { Description = "A model zip (also one of ML.NET's), a network (ONNX, or a frozen TensorFlow graph: .pb, .meta), a name that 'backbones list' shows, or 'scattering'." };

    private const int ShownLabels = 20;

    public static Command Create()
    {
        Command command = CommonOptions.Command(
            "inspect", "Show what a model or a network is: inputs, outputs, operators, preprocessing, labels, feature candidates.", [File, .. BackboneOptions.Facts, .. BackboneOptions.Store]);
        CommandAction.Set(command, Run);
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(File);
        InspectDocument document = IsZip(path) ? Model(path) : Network(path, BackboneOptions.Overrides(parsed), BackboneOptions.OpenStore(parsed));
        if (parsed.GetValue(CommonOptions.Json))
        {
            CommandSupport.WriteJson(document, DocumentJson.Default.InspectDocument);
            return ExitCodes.Success;
        }

        string operators = string.Join(", ", document.Operators.Select(o => FormattableString.Invariant($"{o.Key} x{o.Value}")));
        string labels = document.Labels.Count == 0 ? "none" : string.Join("; ", document.Labels.Take(ShownLabels));
        string more = document.Labels.Count > ShownLabels ? FormattableString.Invariant($"; ... ({document.Labels.Count})") : "";
        Tables.Facts(document.Facts.Concat([new("operators", operators), new("labels", labels + more)]));
        Tables.Blocks(terminal, document.Blocks);
        return ExitCodes.Success;
    }

    private static bool IsZip(string path)
    {
        if (!System.IO.File.Exists(path))
        {
            return false;
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return stream.ReadByte() == 'P' && stream.ReadByte() == 'K';
    }

    private static InspectDocument Model(string path)
    {
        ImageClassifier model = ImageClassifier.Load(path);
        ModelManifest m = model.Manifest;
        Dictionary<string, string> facts = new()
        {
            ["kind"] = model.IsFromMlNet ? "ML.NET image classification model, every checksum is right" : "model, every hash is right",
            ["written by"] = model.IsFromMlNet ? $"ML.NET {m.Head.Settings["mlNetVersion"]}" : $"MlNetTransfer {m.LibraryVersion}, format {m.FormatVersion.ToString(CultureInfo.InvariantCulture)}",
            ["backbone"] = $"{m.Backbone.Name} ({m.Backbone.Source})",
            ["backbone licence"] = m.Backbone.License.Length > 0 ? m.Backbone.License : "not stated",
            ["backbone SHA-256"] = m.Backbone.Sha256.Length > 0 ? m.Backbone.Sha256 : "made by code",
            ["features"] = FormattableString.Invariant($"{m.Network.Features} [{m.Network.FeatureCount}]"),
            ["head"] = $"{m.Head.Kind}, " + string.Join(", ", m.Head.Settings.Select(s => $"{s.Key} {s.Value}")) + FormattableString.Invariant($", temperature {m.Head.Temperature:G4}"),
            ["numeric mode"] = m.Network.NumericMode,
            ["data"] = FormattableString.Invariant($"{m.Data.Used} of {m.Data.Found} pictures, fingerprint {m.Data.Fingerprint}"),
        };
        AddPreprocessing(facts, m.Preprocessing.ToPreprocessing());
        foreach ((string name, double value) in m.Metrics)
        {
            facts[name] = value.ToString("F4", CultureInfo.InvariantCulture);
        }

        Graph graph = OnnxReader.Read(model.ExportOnnx(), new OnnxReadOptions { SourceName = path });
        AddGraph(facts, graph);
        return new InspectDocument
        {
            Path = path,
            Kind = model.IsFromMlNet ? "mlnet-model" : "model",
            Facts = facts,
            Operators = Operators(graph),
            Blocks = BlockListing.OfModel(graph, m.Network.Features, m.Preprocessing.ToPreprocessing()),
            Labels = m.Labels,
        };
    }

    private static InspectDocument Network(string path, BackboneOverrides overrides, BackboneStore store)
    {
        Dictionary<string, string> facts = new() { ["kind"] = "network" };
        IReadOnlyList<string> labels = [];
        IReadOnlyList<BlockDocument> blocks = [];
        Graph graph;
        try
        {
            Backbone backbone = Backbone.Load(path, overrides, store);
            graph = backbone.Graph;
            BackboneSpecification s = backbone.Specification;
            labels = s.ClassNames;
            facts["name"] = s.Name;
            facts["source"] = s.Source;
            facts["licence"] = s.License.Length > 0 ? s.License : "not stated";
            facts["SHA-256"] = s.Sha256;
            facts["input"] = s.InputName;
            facts["features"] = s.FeatureName;
            facts["logits"] = s.LogitsName ?? "none";
            AddPreprocessing(facts, s.Preprocessing);
            foreach ((string notice, int i) in s.Notices.Select((n, i) => (n, i)))
            {
                facts[FormattableString.Invariant($"notice {i + 1}")] = notice;
            }

            blocks = BlockListing.OfBackbone(graph, s.FeatureName, s.Preprocessing);
        }
        catch (UnresolvedBackboneException exception)
        {
            // Inspection is what a user does to find the missing facts: show the graph, and what is missing.
            string file = !System.IO.File.Exists(path) && PublishedBackbone.Find(path) is { } published && store.Find(published) is { } found ? found.Path : path;
            graph = NetworkReader.Read(System.IO.File.ReadAllBytes(file), file);
            facts["to train with it"] = exception.Message;
            blocks = BlockListing.OfBackbone(graph, overrides.Features ?? (FeatureTap.Find(graph) is [{ } likely, ..] ? likely.Features : null), preprocessing: null);
        }

        AddGraph(facts, graph);
        AddTaps(facts, graph);
        foreach ((string notice, int i) in graph.Notices.Select((n, i) => (n, i)))
        {
            facts[FormattableString.Invariant($"reading notice {i + 1}")] = notice;
        }

        foreach ((string key, string value) in graph.Metadata)
        {
            facts["metadata " + key] = value.Length > 200 ? value[..200] + "..." : value;
        }

        return new InspectDocument { Path = path, Kind = "network", Facts = facts, Operators = Operators(graph), Blocks = blocks, Labels = labels };
    }

    private static void AddPreprocessing(Dictionary<string, string> facts, ImagePreprocessing p)
    {
        InputNormalization n = p.Normalization;
        facts["preprocessing"] = string.Create(
            CultureInfo.InvariantCulture,
            $"{p.Width} x {p.Height}, {p.ResizeMode}{(p.ShortSide > 0 ? FormattableString.Invariant($" from short side {p.ShortSide}") : "")}, {p.Interpolation}{(p.Samples == PixelSamples.Floats ? " not rounded" : "")}, {p.InverseDct} JPEG transform{(p.IgnoreOrientation ? ", EXIF orientation ignored" : "")}, (pixel - [{string.Join(", ", n.Mean)}]) / [{string.Join(", ", n.Deviation)}], {(n.BlueFirst ? "BGR" : "RGB")}, {(n.ChannelsLast ? "NHWC" : "NCHW")}");
    }

    private static void AddGraph(Dictionary<string, string> facts, Graph graph)
    {
        facts["graph inputs"] = string.Join("; ", graph.Inputs);
        facts["graph outputs"] = string.Join("; ", graph.Outputs);
        long parameters = graph.Constants.Values.Where(t => t.ElementType == ElementType.Float32).Sum(t => t.Shape.ElementCount);
        facts["parameters"] = parameters.ToString("N0", CultureInfo.InvariantCulture);
    }

    private static void AddTaps(Dictionary<string, string> facts, Graph graph)
    {
        foreach ((FeatureTap tap, int i) in FeatureTap.Find(graph).Take(3).Select((t, i) => (t, i)))
        {
            facts[FormattableString.Invariant($"feature candidate {i + 1}")] =
                FormattableString.Invariant($"--features {tap.Features} ({tap.FeatureCount} values)") + (tap.Logits is null ? "" : FormattableString.Invariant($" --logits {tap.Logits} ({tap.ClassCount} classes)"));
        }
    }

    private static Dictionary<string, int> Operators(Graph graph) =>
        graph.Nodes.GroupBy(n => n.Operator.Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count());
}
