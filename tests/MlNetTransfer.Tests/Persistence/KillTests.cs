using System.Diagnostics;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Persistence;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Persistence;

/// <summary>Kills a child process (this test program, asked for one of the two endless tests below) in the middle of its work.</summary>
public sealed class KillTests
{
    private const string TargetVariable = "MLNETTRANSFER_KILL_TARGET";
    private const int NetworkBytes = 4 << 20;
    private const int FeatureCount = 300;

    [Fact]
    [Trait("Lane", "Slow")]
    public void Killed_while_saving_fifty_times_the_model_is_the_old_one_or_the_new_one()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("model.zip");
        int versions = 0;
        int leftovers = 0;
        int last = -1;
        for (int kill = 0; kill < 50; kill++)
        {
            KillChild(nameof(Saves_models_until_killed), folder.Root, kill);
            ModelArchive archive = ModelArchiveReader.Load(path);
            int version = (int)archive.Manifest.Metrics["version"];
            Assert.Equal(NetworkOf(version), archive.Network.ToArray());
            versions += version != last ? 1 : 0;
            last = version;
            leftovers = Math.Max(leftovers, Directory.GetFiles(folder.Root, ".*" + AtomicFile.TemporarySuffix).Length);
        }

        TestContext.Current.SendDiagnosticMessage($"{versions} different versions, at most {leftovers} temporary files left");
        Assert.InRange(leftovers, 1, 50); // the kills did hit the middle of savings
        Assert.Equal(leftovers, AtomicFile.DeleteStaleTemporaries(folder.Root, DateTimeOffset.UtcNow.AddDays(1)));
    }

    [Fact]
    [Trait("Lane", "Slow")]
    public void Killed_while_keeping_features_the_cache_holds_right_ones_only()
    {
        using TemporaryFolder folder = new();
        for (int kill = 0; kill < 15; kill++)
        {
            KillChild(nameof(Keeps_features_until_killed), folder.Root, kill);
            using FeaturePack pack = OpenPack(folder.Root);
            float[] found = new float[FeatureCount];
            int right = 0;
            for (int i = 0; i < 20_000 && pack.TryGet(HashOf(i), false, found, out _); i++)
            {
                Assert.Equal(VectorOf(i), found);
                right++;
            }

            Assert.InRange(right, 1, 20_000);
        }
    }

    [Fact]
    [Trait("Lane", "Slow")]
    public void Saves_models_until_killed()
    {
        string folder = Target();
        SeededRandom start = new(Environment.ProcessId);
        for (int version = start.NextInt32(1000); ; version = (version + 1) % 1000)
        {
            ModelArchiveContent content = ArchiveSamples.Content(1, 0);
            ModelManifest manifest = content.Manifest with { Metrics = new Dictionary<string, double> { ["version"] = version } };
            ModelArchiveWriter.Save(Path.Combine(folder, "model.zip"), content with { Manifest = manifest, Network = NetworkOf(version) });
            File.WriteAllText(Path.Combine(folder, "ready"), "");
        }
    }

    [Fact]
    [Trait("Lane", "Slow")]
    public void Keeps_features_until_killed()
    {
        string folder = Target();
        for (int first = 0; ; first += 100)
        {
            using FeaturePack pack = OpenPack(folder);
            float[] found = new float[FeatureCount];
            for (int i = first; i < first + 100; i++)
            {
                if (!pack.TryGet(HashOf(i), false, found, out _))
                {
                    pack.Add(HashOf(i), false, VectorOf(i));
                }
            }

            File.WriteAllText(Path.Combine(folder, "ready"), "");
        }
    }

    private static string Target()
    {
        string? folder = Environment.GetEnvironmentVariable(TargetVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "this endless test is for a child process that is killed");
        return folder!;
    }

    private static void KillChild(string test, string folder, int seed)
    {
        string ready = Path.Combine(folder, "ready");
        File.Delete(ready);
        ProcessStartInfo start = new("dotnet", ["exec", typeof(KillTests).Assembly.Location, "-method", $"{typeof(KillTests).FullName}.{test}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[TargetVariable] = folder;
        using Process child = Process.Start(start)!;
        child.OutputDataReceived += (_, _) => { };
        child.BeginOutputReadLine();
        try
        {
            for (int waited = 0; !File.Exists(ready); waited++)
            {
                Assert.True(waited < 6000 && !child.HasExited, "the child did not get to work");
                Thread.Sleep(10);
            }

            Thread.Sleep(new SeededRandom(seed).NextInt32(60));
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }
    }

    private static byte[] NetworkOf(int version)
    {
        byte[] bytes = new byte[NetworkBytes];
        Array.Fill(bytes, (byte)version);
        BitConverter.TryWriteBytes(bytes, version);
        return bytes;
    }

    private static FeaturePack OpenPack(string folder) =>
        new FeatureCache(new FeatureCacheOptions { Folder = Path.Combine(folder, "cache") })
            .OpenPack(new FeatureCacheKey { Backbone = "b", Preprocessing = "p", Engine = "e", FeatureCount = FeatureCount })!;

    private static ContentHash HashOf(int number) => ContentHash.Of(BitConverter.GetBytes(number));

    private static float[] VectorOf(int number) => [.. Enumerable.Range(0, FeatureCount).Select(i => number + (i / 512f))];
}
