using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.Persistence;

/// <summary>Mutated model zips whose hashes and seal are honest, so that the mutation is met by the parsers and not by a checksum.</summary>
public sealed class ModelZipFuzzTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    [Fact]
    [Trait("Lane", "Slow")]
    public void Thirty_thousand_mutations_are_read_or_refused_by_a_listed_exception() => Fuzz(30_000, seed: 7);

    [Fact]
    public void A_thousand_mutations_are_read_or_refused_by_a_listed_exception() => Fuzz(1_000, seed: 8);

    private void Fuzz(int inputCount, long seed)
    {
        SeededRandom random = new(seed);
        ModelArchiveContent valid = ArchiveSamples.Content() with { Network = TinyNetwork() };
        string manifest = ManifestOf(valid);
        int planned = 0;
        for (int i = 0; i < inputCount; i++)
        {
            byte[] zip = Mutate(valid, manifest, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            planned += ReachesPlan(zip) ? 1 : 0;
            Assert.True(Stopwatch.GetElapsedTime(start) < Longest, $"input {i} of seed {seed} took {Stopwatch.GetElapsedTime(start)}");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < (64 << 20) + (20L * zip.Length), $"input {i} of seed {seed} allocated too much");
        }

        output.WriteLine($"{inputCount} inputs, {100.0 * planned / inputCount:F1} % reached plan building");
        Assert.True(planned >= inputCount / 5, $"only {planned} of {inputCount} reached plan building");
    }

    /// <summary>Whether the zip and its network were read, so that plan building began.</summary>
    private static bool ReachesPlan(byte[] zip)
    {
        bool isReached = false;
        try
        {
            ModelArchive archive = ModelArchiveReader.Read("m.zip", zip);
            OnnxReader.Read(archive.Network);
            isReached = true;
            _ = new ClassifierNetwork(
                new ModelArchiveContent { Manifest = archive.Manifest, Network = archive.Network, Machine = ArchiveSamples.Machine }, "m.zip", threadCount: 1);
        }
        catch (Exception exception) when (exception is InvalidModelException or UnsupportedOperatorException)
        {
            // Refused by a listed type, as it should be.
        }

        return isReached;
    }

    /// <summary>Changes the manifest's text, the network's bytes, or the zip's own structure.</summary>
    private static byte[] Mutate(ModelArchiveContent valid, string manifest, SeededRandom random)
    {
        byte[] network = valid.Network.ToArray();
        StringBuilder text = new(manifest);
        // Most mutations of manifest and zip end at a rule; more of them go into the network, so that plan building gets its share.
        int kind = Math.Min(random.NextInt32(8), 3);
        for (int change = random.NextInt32(3); change >= 0; change--)
        {
            if (kind is 0 or 1)
            {
                text[random.NextInt32(text.Length)] = "0123456789.-eE\"{}[],:xNaN"[random.NextInt32(25)];
            }
            else if (kind == 3)
            {
                network[random.NextInt32(network.Length)] = (byte)random.NextInt32(256);
            }
        }

        (string Name, byte[] Content)[] entries = Entries(valid, network);
        string sealedText = text.ToString();
        if (kind == 3)
        {
            sealedText = sealedText.Replace(Hash(valid.Network.Span), Hash(network), StringComparison.Ordinal);
        }

        byte[] zip = ArchiveSamples.Sealed([(ModelArchive.ManifestEntry, Encoding.UTF8.GetBytes(sealedText)), .. entries]);
        if (kind == 2)
        {
            zip[random.NextInt32(zip.Length)] ^= (byte)(1 << random.NextInt32(8));
            Reseal(zip);
        }

        return zip;
    }

    private static (string Name, byte[] Content)[] Entries(ModelArchiveContent content, byte[] network) =>
    [
        (ModelArchive.NetworkEntry, network),
        .. content.Goldens.SelectMany((g, i) => new (string, byte[])[]
        {
            ($"golden/{i}.rgb", g.Pixels.ToArray()),
            ($"golden/{i}.features.f32", System.Runtime.InteropServices.MemoryMarshal.AsBytes(g.Features.Span).ToArray()),
            ($"golden/{i}.probabilities.f32", System.Runtime.InteropServices.MemoryMarshal.AsBytes(g.Probabilities.Span).ToArray()),
        }),
    ];

    /// <summary>Input [N, 3, 3, 4], five features, three probabilities.</summary>
    private static byte[] TinyNetwork() => OnnxWriter.Write(new Graph
    {
        Inputs = [new ValueInfo("input", ElementType.Float32, [Dimension.Batch, Dimension.Of(3), Dimension.Of(3), Dimension.Of(4)])],
        Outputs =
        [
            new ValueInfo("features", ElementType.Float32, [Dimension.Batch, Dimension.Of(5)]),
            new ValueInfo("logits", ElementType.Float32, [Dimension.Batch, Dimension.Of(3)]),
            new ValueInfo("probabilities", ElementType.Float32, [Dimension.Batch, Dimension.Of(3)]),
        ],
        Nodes =
        [
            new Node("conv", new Conv(new Window((3, 3), (1, 1), (1, 1), (1, 1, 1, 1))), ["input", "w"], ["a"]),
            new Node("relu", new Relu(), ["a"], ["b"]),
            new Node("pool", new GlobalAveragePool(), ["b"], ["c"]),
            new Node("flatten", new Flatten(), ["c"], ["features"]),
            new Node("head", new Gemm(TransposeB: true), ["features", "hw", "hb"], ["logits"]),
            new Node("softmax", new Softmax(), ["logits"], ["probabilities"]),
        ],
        Constants = new Dictionary<string, Tensor>
        {
            ["w"] = Filled(5, 3, 3, 3),
            ["hw"] = Filled(3, 5),
            ["hb"] = Filled(3),
        },
    });

    private static Tensor Filled(params int[] dimensions)
    {
        Shape shape = new(dimensions);
        return Tensor.FromFloats(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => MathF.Sin(i))]);
    }

    private static string ManifestOf(ModelArchiveContent content)
    {
        ModelArchive archive = ModelArchiveReader.Read("m.zip", ArchiveSamples.Bytes(content));
        return Encoding.UTF8.GetString(ManifestJson.Write(archive.Manifest));
    }

    private static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static void Reseal(byte[] bytes)
    {
        int end = bytes.Length - SealedZip.EndRecordSize - SealedZip.SealSize;
        Encoding.ASCII.GetBytes(Hash(bytes.AsSpan(0, end))).CopyTo(bytes, bytes.Length - 64);
    }
}
