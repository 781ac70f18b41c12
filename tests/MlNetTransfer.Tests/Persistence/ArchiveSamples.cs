using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.Persistence;

/// <summary>Small archives to read, break and compare.</summary>
internal static class ArchiveSamples
{
    public static MachineIdentity Machine { get; } = new("X64", "16 lanes", ".NET 10.0", "0.1.0");

    public static ModelManifest Manifest() => new()
    {
        Labels = ["cat", "dog", "façade, \"old\""],
        Backbone = new BackboneDescription("tiny", "made here", new string('a', 64), "MIT"),
        Network = new NetworkDescription("input", "features", "logits", "probabilities", 5, "Fast"),
        Preprocessing = PreprocessingDescription.From(new ImagePreprocessing
        {
            Width = 4,
            Height = 3,
            Normalization = new InputNormalization { Mean = [123.675f, 116.28f, 103.53f], Deviation = [58.395f, 57.12f, 57.375f] },
        }),
        Head = new HeadDescription("ridge", new Dictionary<string, string> { ["strength"] = "0.1", ["grid"] = "13" }, 1.25),
        Metrics = new Dictionary<string, double> { ["test.accuracy"] = 0.875, ["a"] = 1e-7 },
        Data = new DataDescription(new string('b', 64), 12, 11, [4, 4, 3]),
    };

    public static ModelArchiveContent Content(int networkBytes = 700, int goldenCount = 2)
    {
        SeededRandom random = new(5);
        byte[] network = new byte[networkBytes];
        for (int i = 0; i < network.Length; i++)
        {
            network[i] = (byte)random.NextInt32(256);
        }

        return new ModelArchiveContent
        {
            Manifest = Manifest(),
            Network = network,
            Machine = Machine,
            Goldens = [.. Enumerable.Range(0, goldenCount).Select(i => new GoldenCase(
                Enumerable.Range(0, 36).Select(v => (byte)(v * (i + 1))).ToArray(),
                new float[] { 1, 2, 3, 4, i },
                new float[] { 0.5f, 0.25f, 0.25f }))],
        };
    }

    public static byte[] Bytes(ModelArchiveContent? content = null)
    {
        using MemoryStream stream = new();
        ModelArchiveWriter.Write(stream, content ?? Content());
        return stream.ToArray();
    }

    /// <summary>A sealed zip with any entries at all.</summary>
    public static byte[] Sealed(params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream stream = new();
        using SealedZipWriter zip = new(stream);
        foreach ((string name, byte[] content) in entries)
        {
            zip.Add(name, content);
        }

        zip.Finish();
        return stream.ToArray();
    }
}
