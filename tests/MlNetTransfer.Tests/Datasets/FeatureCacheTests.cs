using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Datasets;

public sealed class FeatureCacheTests
{
    private const int Width = 7;

    [Fact]
    public void Vectors_come_back_to_the_bit()
    {
        using TemporaryFolder folder = new();
        float[] features = [float.NaN, -0f, float.Epsilon, float.MaxValue, float.NegativeInfinity, 1, 2];
        using (FeaturePack pack = Open(folder))
        {
            pack.Add(Hash(1), false, features);
        }

        using FeaturePack again = Open(folder);
        float[] found = new float[Width];
        Assert.True(again.TryGet(Hash(1), false, found, out bool isDamaged));
        Assert.False(isDamaged);
        Assert.Equal(features.Select(BitConverter.SingleToInt32Bits), found.Select(BitConverter.SingleToInt32Bits));
        Assert.False(again.TryGet(Hash(2), false, found, out _));
    }

    [Fact]
    public void Cut_anywhere_the_cache_yields_right_vectors_or_none_and_goes_on_growing()
    {
        using TemporaryFolder folder = new();
        Fill(folder, 0, 10);
        string file = Assert.Single(PackFiles(folder));
        byte[] whole = File.ReadAllBytes(file);
        for (int length = 0; length < whole.Length; length += 13)
        {
            File.WriteAllBytes(file, whole[..length]);
            int before = CountRight(folder, 0, 20, out int wrong);
            Assert.Equal(0, wrong);
            Fill(folder, 10, 20);
            Assert.Equal(before + 10, CountRight(folder, 0, 20, out wrong));
            Assert.Equal(0, wrong);
            foreach (string other in PackFiles(folder).Where(f => f != file))
            {
                File.Delete(other);
            }
        }
    }

    [Fact]
    public void Flipped_bits_cost_at_most_their_own_vector_and_never_change_one()
    {
        using TemporaryFolder folder = new();
        Fill(folder, 0, 20);
        string file = Assert.Single(PackFiles(folder));
        byte[] whole = File.ReadAllBytes(file);
        SeededRandom random = new(3);
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = [.. whole];
            int position = random.NextInt32(bytes.Length);
            bytes[position] ^= (byte)(1 << random.NextInt32(8));
            File.WriteAllBytes(file, bytes);
            int right = CountRight(folder, 0, 20, out int wrong);
            Assert.Equal(0, wrong);
            Assert.Equal(position < RecordLog.HeaderSize ? 0 : 19, right);
        }
    }

    [Fact]
    public void Several_writers_at_once_lose_nothing()
    {
        using TemporaryFolder folder = new();
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(t => new Thread(() => Fill(folder, t * 50, (t * 50) + 50)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(200, CountRight(folder, 0, 200, out int wrong));
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void One_run_after_another_appends_to_one_file()
    {
        using TemporaryFolder folder = new();
        for (int run = 0; run < 5; run++)
        {
            Fill(folder, run * 3, (run * 3) + 3);
        }

        Assert.Single(PackFiles(folder));
        Assert.Equal(15, CountRight(folder, 0, 15, out _));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_harmless_and_says_so_once()
    {
        using TemporaryFolder folder = new();
        string blocked = folder.Write("cache", "a file where the folder should be");
        FeatureCache cache = new(new FeatureCacheOptions { Folder = blocked });
        PictureSamples.FillFolder(folder, 5, "set");
        FeatureExtractorTests.Network network = new();
        PictureListing listing = ImageFolder.ListClasses(folder.At("set"));
        Assert.Equal(10, new MlNetTransfer.Datasets.Features.FeatureExtractor(FeatureExtractorTests.Options(network, cache)).Extract(listing).Features.RowCount);
        Assert.StartsWith("features are not kept: ", cache.Notice, StringComparison.Ordinal);
        Assert.Equal(0, cache.Describe().FileCount);
        Assert.Equal(0, cache.Clear());
    }

    [Fact]
    public void The_oldest_files_go_first_when_the_cache_is_too_large()
    {
        using TemporaryFolder folder = new();
        FeatureCache cache = new(new FeatureCacheOptions { Folder = folder.At("cache"), MaxBytes = 2500 });
        for (int key = 0; key < 4; key++)
        {
            using (FeaturePack pack = cache.OpenPack(Key(FormattableString.Invariant($"net{key}")))!)
            {
                for (int i = 0; i < 10; i++)
                {
                    pack.Add(Hash(i), false, Vector(i));
                }
            }

            foreach (string file in PackFiles(folder).Where(f => File.GetLastWriteTimeUtc(f) > DateTime.UtcNow.AddDays(-1)))
            {
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(key - 10));
            }
        }

        Assert.InRange(cache.Describe().Bytes, 1000, 2500);
        using FeaturePack oldest = cache.OpenPack(Key("net0"))!;
        using FeaturePack newest = cache.OpenPack(Key("net3"))!;
        float[] found = new float[Width];
        Assert.False(oldest.TryGet(Hash(1), false, found, out _));
        Assert.True(newest.TryGet(Hash(1), false, found, out _));
    }

    [Fact]
    public void Clearing_deletes_only_what_the_cache_wrote()
    {
        using TemporaryFolder folder = new();
        Fill(folder, 0, 5);
        string mine = folder.Write("cache/holiday.jpg", "mine");
        string inside = folder.Write("cache/features-mine/notes.txt", "mine");
        FeatureCache cache = FeatureExtractorTests.CacheIn(folder);
        Assert.Equal(5, cache.Describe().VectorCount);
        Assert.True(cache.Clear() > 0);
        Assert.Equal((0, 0L), (cache.Describe().FileCount, cache.Describe().Bytes));
        Assert.True(File.Exists(mine) && File.Exists(inside));
    }

    [Fact]
    public void A_log_of_another_key_is_not_read_even_under_the_right_name()
    {
        using TemporaryFolder folder = new();
        Fill(folder, 0, 5);
        string file = Assert.Single(PackFiles(folder));
        FeatureCache cache = FeatureExtractorTests.CacheIn(folder);
        using (FeaturePack other = cache.OpenPack(Key("other"))!)
        {
            other.Add(Hash(900), false, Vector(1));
        }

        string target = PackFiles(folder).Single(f => Path.GetDirectoryName(f) != Path.GetDirectoryName(file));
        File.Copy(file, target, overwrite: true);
        using FeaturePack again = cache.OpenPack(Key("other"))!;
        Assert.False(again.TryGet(Hash(1), false, new float[Width], out _));
    }

    private static FeatureCacheKey Key(string backbone) =>
        new() { Backbone = backbone, Preprocessing = "p", Engine = "e", FeatureCount = Width };

    private static FeaturePack Open(TemporaryFolder folder) => FeatureExtractorTests.CacheIn(folder).OpenPack(Key("tiny"))!;

    private static ContentHash Hash(int number) => ContentHash.Of(BitConverter.GetBytes(number));

    private static float[] Vector(int number) => [.. Enumerable.Range(0, Width).Select(i => (number * 10f) + i)];

    private static string[] PackFiles(TemporaryFolder folder) =>
        [.. Directory.EnumerateFiles(folder.At("cache"), "*.mltlog", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static void Fill(TemporaryFolder folder, int first, int end)
    {
        using FeaturePack pack = Open(folder);
        for (int i = first; i < end; i++)
        {
            pack.Add(Hash(i), false, Vector(i));
        }
    }

    private static int CountRight(TemporaryFolder folder, int first, int end, out int wrong)
    {
        wrong = 0;
        int right = 0;
        using FeaturePack pack = Open(folder);
        float[] found = new float[Width];
        for (int i = first; i < end; i++)
        {
            if (pack.TryGet(Hash(i), false, found, out _))
            {
                bool isRight = found.AsSpan().SequenceEqual(Vector(i));
                right += isRight ? 1 : 0;
                wrong += isRight ? 0 : 1;
            }
        }

        return right;
    }
}
