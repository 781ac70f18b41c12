using System.Security.Cryptography;
using MlNetTransfer.Backbones.Published;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing;
using MlNetTransfer.Importing.Onnx;

namespace MlNetTransfer.Backbones;

/// <summary>A network together with what it means: ready to be compiled and given pictures.</summary>
/// <remarks>
/// Facts come from the caller's flags, else the file's metadata, else the built-in catalogue (by SHA-256), else the sidecar file
/// <c>NETWORK.onnx.json</c> (the network's file name and <c>.json</c>); the first source that states a fact wins. What nobody states is asked for, never guessed.
/// </remarks>
public sealed class Backbone
{
    /// <summary>Name of the built-in network of fixed wavelets, <see cref="ScatteringNetwork"/>.</summary>
    public const string ScatteringName = "scattering";

    private readonly string _source;
    private readonly string _classNameProblem;

    internal Backbone(string source, Graph graph, BackboneSpecification specification, string classNameProblem)
    {
        _source = source;
        Graph = graph;
        Specification = specification;
        _classNameProblem = classNameProblem;
    }

    /// <summary>The network.</summary>
    public Graph Graph { get; }

    /// <summary>What it means.</summary>
    public BackboneSpecification Specification { get; }

    /// <summary>Reads a network and finds out what it means.</summary>
    /// <param name="path">The file (ONNX, or a frozen TensorFlow graph; told apart by content), <see cref="ScatteringName"/>, or the name of a <see cref="PublishedBackbone"/>, which is downloaded when it is not here.</param>
    /// <param name="overrides">What the caller knows; null for nothing.</param>
    /// <returns>The network.</returns>
    /// <exception cref="InvalidModelException">The file is missing, damaged or hostile, or sources contradict each other or the graph.</exception>
    /// <exception cref="UnsupportedOperatorException">The network uses operators that cannot be run.</exception>
    /// <exception cref="UnresolvedBackboneException">What the network means is not known; the message lists the flags to give.</exception>
    /// <exception cref="BackboneUnavailableException">A network that was asked for by name could not be had; the message says which file to put where.</exception>
    public static Backbone Load(string path, BackboneOverrides? overrides = null) => Load(path, overrides, new BackboneStore());

    /// <summary>Reads a network and finds out what it means; names are looked up in a given store.</summary>
    /// <param name="path">The file (ONNX, or a frozen TensorFlow graph; told apart by content), <see cref="ScatteringName"/>, or the name of a <see cref="PublishedBackbone"/>.</param>
    /// <param name="overrides">What the caller knows; null for nothing.</param>
    /// <param name="store">Where names are looked up. Files and built-in networks do not need it.</param>
    /// <param name="progress">Told now and then while a network is downloaded.</param>
    /// <param name="cancellationToken">Stops a download; what is here already stays for the next time.</param>
    /// <returns>The network.</returns>
    /// <exception cref="InvalidModelException">The file is missing, damaged or hostile, or sources contradict each other or the graph.</exception>
    /// <exception cref="UnsupportedOperatorException">The network uses operators that cannot be run.</exception>
    /// <exception cref="UnresolvedBackboneException">What the network means is not known; the message lists the flags to give.</exception>
    /// <exception cref="BackboneUnavailableException">A network that was asked for by name could not be had; the message says which file to put where.</exception>
    public static Backbone Load(
        string path, BackboneOverrides? overrides, BackboneStore store, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(store);
        if (path == ScatteringName)
        {
            return CreateScattering();
        }

        PublishedBackbone? published = File.Exists(path) || Directory.Exists(path) ? null : PublishedBackbone.Find(path);
        BackboneFile? file = published is null ? null : store.Fetch(published, progress, cancellationToken);
        string location = file?.Path ?? path;
        byte[] bytes = ReadFile(location);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        string? remark = file is null ? null : store.Confirm(file, sha256);
        BackboneFacts? catalogue = published is null ? BackboneCatalogue.Find(sha256) : BackboneCatalogue.Facts(published);
        Backbone found = BackboneResolver.Resolve(location, sha256, NetworkReader.Read(bytes, location), overrides ?? BackboneOverrides.None, catalogue);
        return remark is null
            ? found
            : new Backbone(found._source, found.Graph, found.Specification with { Notices = [.. found.Specification.Notices, remark] }, found._classNameProblem);
    }

    /// <summary>Checks that the network can be asked for its own classes.</summary>
    /// <exception cref="UnresolvedBackboneException">Scores or names of its classes are not known; the message lists the flags to give.</exception>
    public void RequireClassNames()
    {
        List<string> missing = [];
        if (Specification.LogitsName is null)
        {
            string taps = string.Join(", ", FeatureTap.Find(Graph).Where(tap => tap.Logits is not null).Take(3).Select(tap => $"'{tap.Logits}'"));
            missing.Add("Where the scores of its own classes are: give --logits NAME"
                + (taps.Length > 0 ? $"; candidates by structure: {taps}" : $"; its outputs are {string.Join(", ", Graph.Outputs.Take(10))}"));
        }

        if (Specification.ClassNames.Count == 0)
        {
            missing.Add(char.ToUpperInvariant(_classNameProblem[0]) + _classNameProblem[1..]);
        }

        if (missing.Count > 0)
        {
            throw new UnresolvedBackboneException(_source, missing);
        }
    }

    private static Backbone CreateScattering() => new(
        ScatteringName,
        ScatteringNetwork.Create(),
        new BackboneSpecification
        {
            Name = ScatteringName,
            Source = ScatteringNetwork.Identity(),
            License = "MIT",
            Sha256 = "",
            Preprocessing = ScatteringNetwork.Preprocessing(),
            InputName = ScatteringNetwork.InputName,
            FeatureName = ScatteringNetwork.OutputName,
            FeatureCount = ScatteringNetwork.FeatureCount(),
        },
        "it has no classes of its own");

    private static byte[] ReadFile(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            long limit = new OnnxReadOptions().MaxModelBytes;
            if (stream.Length > Math.Min(limit, Array.MaxLength))
            {
                throw new InvalidModelException(FormattableString.Invariant($"{path}: has {stream.Length} bytes, at most {limit} are allowed."));
            }

            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string found = exception is FileNotFoundException or DirectoryNotFoundException ? UnknownName()
                : File.Exists(Path.Combine(path, "saved_model.pb")) ? "is a TensorFlow SavedModel folder, which is not read; freeze it to one GraphDef (.pb) or convert it to ONNX"
                : Directory.Exists(path) ? "is a folder, not a network"
                : $"cannot be read: {exception.Message}";
            throw new InvalidModelException($"{path}: {found}. Check the path and the rights.", exception);
        }
    }

    private static string UnknownName() =>
        $"there is no such file, and no network of that name; known by name are {ScatteringName}, {string.Join(", ", PublishedBackbone.All.Where(b => b.Family == PublishedBackbone.MlNetFamily).Select(b => b.Name))} "
        + "and those that 'mlnet-transfer backbones list' shows";
}
