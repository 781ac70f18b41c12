using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.Backbones;

/// <summary>What a network file means: how pictures become its input, where its features are, what its own classes are called.</summary>
public sealed record BackboneSpecification
{
    /// <summary>What people call the network; the file's name when nothing else is known.</summary>
    public required string Name { get; init; }

    /// <summary>Where the network came from; empty when unknown.</summary>
    public string Source { get; init; } = "";

    /// <summary>Terms of its weights; empty when unknown.</summary>
    public string License { get; init; } = "";

    /// <summary>SHA-256 of the network's file: 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How pictures become its input.</summary>
    public required ImagePreprocessing Preprocessing { get; init; }

    /// <summary>Name of the graph's input.</summary>
    public required string InputName { get; init; }

    /// <summary>Name of the graph's value that holds the features.</summary>
    public required string FeatureName { get; init; }

    /// <summary>Length of a feature vector where it is known before the network is compiled; else null.</summary>
    public int? FeatureCount { get; init; }

    /// <summary>Name of the graph's value that holds the scores of its own classes; null when it has none or it is not known.</summary>
    public string? LogitsName { get; init; }

    /// <summary>Names of its own classes by logit; empty when unknown.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Logit of the class that means "none of these"; null when there is none.</summary>
    public int? BackgroundClass { get; init; }

    /// <summary>What was found odd, one sentence each.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>What features depend on besides picture and preprocessing: the file and the value taken from it.</summary>
    public string Identity => $"{Sha256}:{FeatureName}";
}
