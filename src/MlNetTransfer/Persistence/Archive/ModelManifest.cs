namespace MlNetTransfer.Persistence.Archive;

/// <summary>First entry of a model archive: what the model is, and the hash of every other entry.</summary>
/// <remarks>Written as JSON in the order of declaration, so that equal manifests are equal bytes.</remarks>
public sealed record ModelManifest
{
    /// <summary>What <see cref="Format"/> says.</summary>
    public const string FormatName = "mlnet-transfer-model";

    /// <summary>Newest format version that this library reads and writes.</summary>
    /// <remarks>1: the first. 2: preprocessing with float samples or without EXIF orientation; written only where one of them is used, so that older versions read all else.</remarks>
    public const int CurrentFormatVersion = 2;

    /// <summary>Always <see cref="FormatName"/>.</summary>
    public string Format { get; init; } = FormatName;

    /// <summary>Version of the archive's layout.</summary>
    /// <value>Filled in by the writer: the oldest version that can say what the model needs. The default value is 1.</value>
    public int FormatVersion { get; init; } = 1;

    /// <summary>Version of the library that wrote the archive.</summary>
    public string LibraryVersion { get; init; } = LibraryInformation.Version;

    /// <summary>Class names by label.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Which network the model was made from.</summary>
    public required BackboneDescription Backbone { get; init; }

    /// <summary>Names in <c>network.onnx</c>.</summary>
    public required NetworkDescription Network { get; init; }

    /// <summary>How pictures become the network's input.</summary>
    public required PreprocessingDescription Preprocessing { get; init; }

    /// <summary>How the head was learnt.</summary>
    public required HeadDescription Head { get; init; }

    /// <summary>Measured figures by name, such as <c>test.accuracy</c>.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>What the model was learnt from.</summary>
    public required DataDescription Data { get; init; }

    /// <summary>Inputs with their answers; null when there are none. Filled in by the writer.</summary>
    public GoldenDescription? Golden { get; init; }

    /// <summary>Every other entry of the archive, in its order. Filled in by the writer.</summary>
    public IReadOnlyList<ManifestEntry> Entries { get; init; } = [];
}
