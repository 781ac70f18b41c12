using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.Persistence.Archive;

/// <summary>Verified content of a model archive. Nothing of it has been run.</summary>
public sealed class ModelArchive
{
    /// <summary>Name of the network's entry.</summary>
    public const string NetworkEntry = "network.onnx";

    /// <summary>Name of the manifest's entry, always the first.</summary>
    public const string ManifestEntry = "manifest.json";

    internal ModelArchive(ModelManifest manifest, ReadOnlyMemory<byte> network, IReadOnlyList<GoldenCase> goldens)
    {
        Manifest = manifest;
        Network = network;
        Goldens = goldens;
        Preprocessing = manifest.Preprocessing.ToPreprocessing();
    }

    /// <summary>What the model is.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The complete network as ONNX.</summary>
    public ReadOnlyMemory<byte> Network { get; }

    /// <summary>Inputs with their answers.</summary>
    public IReadOnlyList<GoldenCase> Goldens { get; }

    /// <summary>How pictures become the network's input.</summary>
    public ImagePreprocessing Preprocessing { get; }
}
