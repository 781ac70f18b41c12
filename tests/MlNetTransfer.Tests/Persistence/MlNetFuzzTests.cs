using System.Diagnostics;
using MlNetTransfer.Graphs;
using MlNetTransfer.Persistence.MlNet;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Persistence;

/// <summary>Damaged zips of ML.NET by the thousand, most with honest checksums and lengths so that the inner parsers meet the damage: listed exceptions only, little memory, no hang.</summary>
public sealed class MlNetFuzzTests(ITestOutputHelper output)
{
    private const string Folder = "TransformerChain/Transform_002/";
    private const string NetworkEntry = Folder + "Model/TFModel";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly string[] Keys = [Folder + "Model/Model.key", Folder + "Model.key", "TransformerChain/Model.key", "TransformerChain/Transform_000/Model.key"];
    private static readonly string[] Words = ["", "input", "Score", "ResizeTensor", "DecodeJPGInput", "Softmax", "MatMul", "AddV2", "Identity", "Placeholder", "Const", "ResizeBilinear", "Squeeze", "Cast", "Pack"];
    private static readonly int[] OddNumbers = [0, 1, -1, 2, 4, 127, 128, 255, 256, 65_536, int.MaxValue, int.MinValue, int.MaxValue - 7];

    [Fact]
    public void Hundreds_of_damaged_zips_are_read_or_refused_by_a_listed_exception() => Fuzz(600, seed: 11);

    [Fact]
    [Trait("Lane", "Slow")]
    public void Thirty_thousand_damaged_zips_are_read_or_refused_by_a_listed_exception() => Fuzz(30_000, seed: 12);

    private void Fuzz(int count, long seed)
    {
        SeededRandom random = new(seed);
        Dictionary<string, byte[]>[] fixtures =
        [
            new MlNetFixture().Entries(),
            new MlNetFixture { IsOld = true, Packing = 0 }.Entries(),
            new MlNetFixture { Packing = 2, Prefix = "import/", Bottleneck = "MobilenetV2/Logits/Squeeze" }.Entries(),
        ];
        OnnxMutator graphs = new(random, [.. fixtures.Select(f => f[NetworkEntry][sizeof(int)..])], Words) { MostRounds = 2 };
        int parsed = 0;
        int compiled = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] zip = Damaged(fixtures[random.NextInt32(fixtures.Length)], graphs, random);
            string label = FormattableString.Invariant($"input {i} of seed {seed}");
            (bool isParsed, bool isCompiled, TimeSpan time) = Measure(zip, label);
            if (time > Longest)
            {
                // A busy machine may take the time; a hang takes it again.
                time = Measure(zip, label).Time;
            }

            Assert.True(time < Longest, $"{label} took {time}");
            parsed += isParsed ? 1 : 0;
            compiled += isCompiled ? 1 : 0;
        }

        output.WriteLine($"{count} inputs, {100.0 * parsed / count:F1} % reached the graph's reader, {100.0 * compiled / count:F1} % were compiled");
        Assert.True(parsed >= count / 3, $"only {parsed} of {count} reached the graph's reader");
        Assert.True(compiled >= count / 10, $"only {compiled} of {count} were compiled");
    }

    private static (bool IsParsed, bool IsCompiled, TimeSpan Time) Measure(byte[] zip, string label)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        (bool isParsed, bool isCompiled) = Load(zip, label);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < (64 << 20) + (20L * zip.Length), $"{label} allocated too much");
        return (isParsed, isCompiled, time);
    }

    private static (bool IsParsed, bool IsCompiled) Load(byte[] zip, string label)
    {
        bool isParsed = false;
        try
        {
            if (MlNetArchive.IsOne(zip))
            {
                MlNetArchive.Read("old.zip", zip);
                isParsed = true;
            }

            ImageClassifier model = ImageClassifier.Load(zip);
            _ = model.Compiled;
            return (isParsed, true);
        }
        catch (Exception exception) when (exception is InvalidModelException or UnsupportedOperatorException)
        {
            Assert.NotEmpty(exception.Message);
            return (isParsed, false);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{label}: {exception}");
            throw;
        }
    }

    private static byte[] Damaged(Dictionary<string, byte[]> entries, OnnxMutator graphs, SeededRandom random)
    {
        Dictionary<string, byte[]> changed = new(entries);
        string key = Keys[random.NextInt32(Keys.Length)];
        switch (random.NextInt32(16))
        {
            case 0:
                return Bytes(MlNetBytes.Zip(entries.Select(e => (e.Key, e.Value)), deflate: random.NextInt32(2) == 0), random);
            case 1:
                changed.Remove(entries.Keys.ElementAt(random.NextInt32(entries.Count)));
                break;
            case 2 or 3 or 4:
                changed[key] = Bytes(entries[key], random);
                break;
            case 5 or 6 or 7:
                changed[Folder + "TrainSchema"] = Bytes(entries[Folder + "TrainSchema"], random);
                break;
            case 8:
                changed[NetworkEntry] = Bytes(entries[NetworkEntry], random);
                break;
            default:
                byte[] graph = graphs.Next();
                changed[NetworkEntry] = [.. MlNetBytes.I32(graph.Length), .. graph];
                break;
        }

        return MlNetBytes.Zip(changed.Select(e => (e.Key.Replace('/', random.NextInt32(2) == 0 ? '/' : '\\'), e.Value)), deflate: false);
    }

    // A flipped byte, an odd number over four or eight bytes, a cut, a doubled stretch.
    private static byte[] Bytes(byte[] content, SeededRandom random)
    {
        byte[] changed = [.. content];
        for (int round = 0; round <= random.NextInt32(3) && changed.Length > 8; round++)
        {
            int at = random.NextInt32(changed.Length - 8);
            switch (random.NextInt32(5))
            {
                case 0:
                    changed[at] ^= (byte)(1 << random.NextInt32(8));
                    break;
                case 1:
                    BitConverter.TryWriteBytes(changed.AsSpan(at), OddNumbers[random.NextInt32(OddNumbers.Length)]);
                    break;
                case 2:
                    BitConverter.TryWriteBytes(changed.AsSpan(at & ~7), (long)OddNumbers[random.NextInt32(OddNumbers.Length)]);
                    break;
                case 3:
                    changed = changed[..at];
                    break;
                default:
                    changed = [.. changed[..at], .. changed[at..(at + 8)], .. changed[at..]];
                    break;
            }
        }

        return changed;
    }
}
