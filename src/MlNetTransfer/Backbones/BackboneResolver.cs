using System.Globalization;
using MlNetTransfer.Graphs;
using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.Backbones;

/// <summary>Puts a specification together from all sources, or says everything that is missing.</summary>
internal static class BackboneResolver
{
    private const string FeatureOutput = "features";
    private const string LogitsOutput = "logits";

    /// <summary>Resolves a network that has been read.</summary>
    public static Backbone Resolve(string path, string sha256, Graph graph, BackboneOverrides overrides) =>
        Resolve(path, sha256, graph, overrides, BackboneCatalogue.Find(sha256));

    /// <summary>Resolves a network of which the catalogue's entry is known, by hash or by name.</summary>
    public static Backbone Resolve(string path, string sha256, Graph graph, BackboneOverrides overrides, BackboneFacts? catalogue)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        BackboneFacts? sidecar = SidecarFile.Find(path);
        CheckHash(path, sha256, sidecar);
        FactStack facts = new(
            path,
            [BackboneFacts.FromOverrides(overrides), BackboneFacts.FromMetadata(graph.Metadata, folder), catalogue, sidecar]);
        List<string> missing = [];
        NetworkInput input = NetworkInput.Resolve(path, graph, facts, missing);
        ImagePreprocessing? preprocessing = PreprocessingFacts.Resolve(facts, input, missing);
        CheckScale(graph, input, facts, catalogue, missing);
        (string? feature, int? featureCount, string? logits, int? logitCount) = Outputs(path, graph, facts);
        string? found = null;
        if (feature is null && facts.Find(FactNames.Features) is null && FeatureTap.FindSole(graph) is { } sole)
        {
            (feature, featureCount) = (sole.Features, sole.FeatureCount);
            (logits, logitCount) = logits is null && facts.Find(FactNames.Logits) is null && sole.ClassCount > 0 ? (sole.Logits, sole.ClassCount) : (logits, logitCount);
            found = $"Its features were found by structure: {Describe(sole)}; --features NAME takes another value.";
        }

        if (feature is null)
        {
            missing.Add("Where its features are: give --features NAME" + DescribeCandidates(graph));
        }

        if (missing.Count > 0 || preprocessing is null || feature is null)
        {
            string note = facts.Text(FactNames.Note);
            throw new UnresolvedBackboneException(path, note.Length == 0 ? missing : [.. missing, "Note: " + note]);
        }

        ClassNameList names = ClassNameList.Resolve(facts, logitCount);
        BackboneSpecification specification = new()
        {
            Name = facts.Text(FactNames.Name, FactNames.Architecture) is { Length: > 0 } name ? name : Path.GetFileNameWithoutExtension(path),
            Source = facts.Text(FactNames.Source, FactNames.Provenance),
            License = facts.Text(FactNames.License),
            Sha256 = sha256,
            Preprocessing = preprocessing,
            InputName = input.Name,
            FeatureName = feature,
            FeatureCount = featureCount,
            LogitsName = logits,
            ClassNames = logits is null ? [] : names.Names,
            BackgroundClass = logits is null ? null : names.Background,
            Notices = [.. new[] { facts.Text(FactNames.Note), found }.OfType<string>().Where(text => text.Length > 0)],
        };
        return new Backbone(path, graph, specification, names.Problem.Length > 0 ? names.Problem : "its class names belong to scores that are not known");
    }

    /// <summary>Feature and scores: as facts say, else the outputs of the usual names, else by the catalogue's rule of structure.</summary>
    private static (string? Feature, int? FeatureCount, string? Logits, int? LogitCount) Outputs(string path, Graph graph, FactStack facts)
    {
        (string? feature, int? featureCount) = Output(path, graph, facts, FactNames.Features, FeatureOutput);
        (string? logits, int? logitCount) = Output(path, graph, facts, FactNames.Logits, LogitsOutput);
        bool seeksLogits = logits is null && facts.Find(FactNames.Logits) is null;
        if ((feature is null || seeksLogits) && StructuralTap.Find(graph, facts) is { } tap)
        {
            (feature, featureCount) = feature is null ? (tap.Features, tap.FeatureCount) : (feature, featureCount);
            (logits, logitCount) = seeksLogits ? (tap.Logits, tap.ClassCount > 0 ? tap.ClassCount : null) : (logits, logitCount);
        }

        return (feature, featureCount, logits, logitCount);
    }

    // A file that nobody has published the hash of may differ from what the entry expects; its scale is the fact that fails without an error.
    private static void CheckScale(Graph graph, NetworkInput input, FactStack facts, BackboneFacts? catalogue, List<string> missing)
    {
        bool isCatalogues = catalogue is not null && facts.Find(FactNames.Mean) is { } mean && mean.Source.Origin.StartsWith(catalogue.Origin, StringComparison.Ordinal);
        if (isCatalogues && !catalogue!.Values.ContainsKey(FactNames.Sha256) && InputArithmetic.Find(graph, input.Name) is { } node)
        {
            missing.Add($"Its node '{node.Name}' ({node.Operator.Name}) rescales the pixels that it is given, which the catalogue does not expect: "
                + "give --preprocessing unit (0 to 1, what ML.NET feeds it), raw (0 to 255) or tensorflow (-1 to 1)");
        }
    }

    private static void CheckHash(string path, string sha256, BackboneFacts? sidecar)
    {
        if (sidecar is not null
            && sidecar.Values.TryGetValue(FactNames.Sha256, out IReadOnlyList<string>? stated)
            && !stated[0].Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidModelException(
                $"{path}: {sidecar.Origin} describes a file with SHA-256 {stated[0]}, this one has {sha256}. Export the network and its description again, together.");
        }
    }

    /// <summary>
    /// A value that a fact names, or states the width of (then it is the output called by the usual name); without a fact the output of that name.
    /// </summary>
    private static (string? Name, int? Width) Output(string path, Graph graph, FactStack facts, string factName, string usualName)
    {
        ValueInfo? usual = graph.Outputs.FirstOrDefault(output => output.Name == usualName);
        if (facts.Find(factName) is not { } fact)
        {
            return (usual?.Name, WidthOf(usual));
        }

        string value = fact.Values[0];
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int width))
        {
            if (width > 0 && (usual is null || (WidthOf(usual) is { } found && found != width)))
            {
                throw facts.Wrong(factName, fact.Values, fact.Source, usual is null ? $"an output called '{usualName}'" : $"what the output {usual} says");
            }

            return width == 0 ? (null, null) : (usualName, width);
        }

        bool exists = graph.Inputs.Any(i => i.Name == value) || graph.Nodes.Any(node => node.Outputs.Contains(value));
        return exists
            ? (value, WidthOf(graph.Outputs.FirstOrDefault(output => output.Name == value)))
            : throw facts.Wrong(factName, fact.Values, fact.Source, "the name of a value of the network" + DescribeCandidates(graph));
    }

    /// <summary>Elements of one picture's vector: the product of all dimensions behind the first, where all are known.</summary>
    private static int? WidthOf(ValueInfo? value)
    {
        if (value?.Dimensions is not { Count: >= 2 } dimensions || dimensions.Skip(1).Any(d => !d.IsConstant))
        {
            return null;
        }

        long product = 1;
        foreach (Dimension dimension in dimensions.Skip(1))
        {
            product = Math.Min(int.MaxValue, product * Math.Min(dimension.Constant, int.MaxValue));
        }

        return product is > 0 and < int.MaxValue ? (int)product : null;
    }

    private static string DescribeCandidates(Graph graph)
    {
        IReadOnlyList<FeatureTap> taps = FeatureTap.Find(graph);
        return taps.Count == 0 ? "" : "; candidates by structure: " + string.Join("; ", taps.Take(5).Select(Describe));
    }

    private static string Describe(FeatureTap tap) => FormattableString.Invariant(
        $"'{tap.Features}' ({tap.FeatureCount} values{(tap.Classifier is null ? ", pooled" : FormattableString.Invariant($", read by '{tap.Classifier}' for {tap.ClassCount} classes"))})");
}
