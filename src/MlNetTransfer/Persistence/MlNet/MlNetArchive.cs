using System.Text;
using MlNetTransfer.Graphs;

namespace MlNetTransfer.Persistence.MlNet;

/// <summary>Finds the image classifier in a zip that ML.NET saved, wherever in its chains it is. A parser of data: nothing is loaded, extracted or executed.</summary>
internal static class MlNetArchive
{
    private const string Classifier = "ImageClassificationPred";
    private const string ClassifierSignature = "IMAGPRED";
    private const string PreviewClassifier = "ImageClassificationTrans";
    private const string Predictor = "MulticlassPredXfer";
    private const string PredictorSignature = "MC  PRED";
    private const uint FirstVersion = 0x00010001;
    private const uint SecondVersion = 0x00010002;
    private const string NetworkFile = "TFModel";
    private const string SchemaEntry = "TrainSchema";
    private const string VersionEntry = "TrainingInfo/Version.txt";
    private const int MaxVersionBytes = 4_096;
    private const int MaxNameLength = 1_000;
    private const int ShownComponents = 8;

    /// <summary>Whether bytes are a zip of ML.NET, of whatever kind; never throws.</summary>
    public static bool IsOne(ReadOnlyMemory<byte> file) => MlNetZip.IsOne(file);

    /// <summary>Reads the classifier.</summary>
    /// <param name="source">Name for messages.</param>
    /// <param name="file">The whole zip.</param>
    /// <param name="limits">What it may be at most; null for the defaults.</param>
    /// <exception cref="InvalidModelException">The zip is damaged or hostile, or holds no image classifier, or several.</exception>
    public static MlNetImageModel Read(string source, ReadOnlyMemory<byte> file, MlNetLimits? limits = null)
    {
        limits ??= MlNetLimits.Default;
        using MlNetZip zip = MlNetZip.Read(source, file, limits);
        Dictionary<string, ModelKey> components = zip.Components.ToDictionary(
            folder => folder, folder => ModelKey.Read(zip.Get(MlNetZip.In(folder, MlNetZip.KeyFile), limits.MaxHeaderBytes)), StringComparer.Ordinal);
        string folder = Choose(source, components);
        return ReadClassifier(zip, folder, components, limits);
    }

    private static string Choose(string source, Dictionary<string, ModelKey> components)
    {
        string[] classifiers = [.. components.Where(c => c.Value.Loader == Classifier).Select(c => c.Key)];
        if (classifiers is [var only])
        {
            return only;
        }

        string others = string.Join(", ", components.Values.Select(c => c.Loader).Distinct().Take(ShownComponents));
        throw new InvalidModelException(
            classifiers.Length > 1 ? $"{source}: holds {classifiers.Length} image classifiers ({string.Join(", ", classifiers.Take(ShownComponents))}); one was expected. Save the one that is wanted on its own with ML.NET."
            : components.Values.Any(c => c.Loader == PreviewClassifier) ? $"{source}: was written by a preview of ML.NET ({PreviewClassifier}), which is not read. Train it again with ML.NET 1.4 or later, or with this program."
            : $"{source}: is an ML.NET model without an image classifier; it holds {others}. Only models of ML.NET's image classification ({Classifier}) can be read.");
    }

    private static MlNetImageModel ReadClassifier(MlNetZip zip, string folder, Dictionary<string, ModelKey> components, MlNetLimits limits)
    {
        ModelKey key = components[folder];
        key.Require(ClassifierSignature, FirstVersion);
        MlNetPart body = key.Body;
        int floatSize = body.ReadInt32("the size of a float");
        int classCount = body.ReadInt32("the number of classes");
        if (floatSize != sizeof(float) || classCount < 2 || classCount > limits.MaxClasses)
        {
            throw body.Wrong(FormattableString.Invariant($"floats of {floatSize} bytes and {classCount} classes; 4 and 2 to {limits.MaxClasses} were expected"));
        }

        string[] nodes = [NodeOf(body, "the picture's tensor"), NodeOf(body, "the resized picture's tensor"), NodeOf(body, "the network's input"), NodeOf(body, "the network's output")];
        if (!body.IsAtEnd)
        {
            throw body.Wrong(FormattableString.Invariant($"{body.Length - body.Position} bytes follow the names of tensors"));
        }

        string parent = MlNetZip.FolderOf(folder);
        string label = ReadLabelColumn(zip, parent, folder, components);
        string[]? names = label.Length == 0 ? null
            : SchemaFile.FindKeyValues(zip.Get(MlNetZip.In(parent, SchemaEntry), limits.MaxSchemaBytes), label, limits.MaxSchemaBytes);
        CheckNames(body, names, classCount);
        return new MlNetImageModel
        {
            Version = ReadVersion(zip),
            Folder = folder,
            ClassNames = names ?? [.. Enumerable.Range(0, classCount).Select(i => FormattableString.Invariant($"{i}"))],
            IsNumbered = names is null,
            LabelColumn = label,
            PictureNode = nodes[0],
            ResizedNode = nodes[1],
            InputNode = nodes[2],
            ScoreNode = nodes[3],
            Network = ReadNetwork(zip, folder, limits),
        };
    }

    /// <summary>The transform around the classifier knows which column the labels were in.</summary>
    private static string ReadLabelColumn(MlNetZip zip, string parent, string folder, Dictionary<string, ModelKey> components)
    {
        if (folder.Length == 0 || !components.TryGetValue(parent, out ModelKey? key) || key.Loader != Predictor)
        {
            throw MlNetZip.Wrong(zip.Place(MlNetZip.In(parent, MlNetZip.KeyFile)), $"the classifier in '{folder}' has no {Predictor} around it, which says what its classes are called");
        }

        key.Require(PredictorSignature, SecondVersion);
        key.ReadString("the feature column");
        string? label = key.ReadString("the label column");
        if (key.Version >= SecondVersion)
        {
            key.ReadString("the score column");
            key.ReadString("the predicted label's column");
        }

        return key.Body.IsAtEnd ? label ?? ""
            : throw key.Body.Wrong(FormattableString.Invariant($"{key.Body.Length - key.Body.Position} bytes follow the names of columns"));
    }

    private static void CheckNames(MlNetPart body, string[]? names, int classCount)
    {
        if (names is null)
        {
            return;
        }

        string? problem = names.Length != classCount ? FormattableString.Invariant($"{names.Length} class names for {classCount} classes")
            : names.Any(n => n.Length is 0 or > MaxNameLength) ? FormattableString.Invariant($"a class name is empty or longer than {MaxNameLength} characters")
            : names.Distinct(StringComparer.Ordinal).Count() != classCount ? "two classes have the same name"
            : null;
        if (problem is not null)
        {
            throw body.Wrong(problem);
        }
    }

    /// <summary>A tensor's name without its number, which is always 0.</summary>
    private static string NodeOf(MlNetPart body, string what)
    {
        string tensor = body.ReadText(what);
        string node = tensor.EndsWith(":0", StringComparison.Ordinal) ? tensor[..^2] : tensor;
        return node.Length > 0 && !node.Contains(':', StringComparison.Ordinal) ? node : throw body.Wrong($"{what} is called '{tensor}'; a node's name, perhaps with ':0', was expected");
    }

    /// <summary>int32 count, then that many bytes.</summary>
    private static ReadOnlyMemory<byte> ReadNetwork(MlNetZip zip, string folder, MlNetLimits limits)
    {
        MlNetPart file = zip.Get(MlNetZip.In(folder, NetworkFile), limits.MaxNetworkBytes);
        ReadOnlyMemory<byte> network = file.Take(file.ReadInt32("the network's length"), "the network");
        return file.IsAtEnd ? network : throw file.Wrong(FormattableString.Invariant($"{file.Length - file.Position} bytes follow the network"));
    }

    private static string ReadVersion(MlNetZip zip)
    {
        MlNetPart? file = zip.Find(VersionEntry, MaxVersionBytes);
        string text = file is null ? "" : Encoding.UTF8.GetString(file.ToMemory().Span).Trim('\uFEFF', ' ', '\r', '\n', '\t');
        return text.All(c => !char.IsControl(c)) ? text : "";
    }
}
