namespace MlNetTransfer.Persistence.MlNet;

/// <summary>What a zip of ML.NET says of its image classifier; nothing of it has been run.</summary>
internal sealed record MlNetImageModel
{
    /// <summary>Version of ML.NET that wrote the zip; empty when it does not say.</summary>
    public required string Version { get; init; }

    /// <summary>Folder of the classifier in the zip.</summary>
    public required string Folder { get; init; }

    /// <summary>Names of the classes in the order of the scores.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Whether the zip has no names and the classes are numbered from 0.</summary>
    public required bool IsNumbered { get; init; }

    /// <summary>The label's column; empty when it has no name.</summary>
    public required string LabelColumn { get; init; }

    /// <summary>Node that takes an encoded picture.</summary>
    public required string PictureNode { get; init; }

    /// <summary>Node that gives the resized picture.</summary>
    public required string ResizedNode { get; init; }

    /// <summary>Node that takes the resized picture.</summary>
    public required string InputNode { get; init; }

    /// <summary>Node that gives the scores.</summary>
    public required string ScoreNode { get; init; }

    /// <summary>Decoding, network and head as one frozen GraphDef.</summary>
    public required ReadOnlyMemory<byte> Network { get; init; }
}
