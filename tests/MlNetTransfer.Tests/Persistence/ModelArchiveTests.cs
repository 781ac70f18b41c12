using System.IO.Compression;
using System.Text;
using MlNetTransfer.Graphs;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Persistence;

public sealed class ModelArchiveTests
{
    [Fact]
    public void Comes_back_as_it_was_saved()
    {
        using TemporaryFolder folder = new();
        ModelArchiveContent content = ArchiveSamples.Content();
        string path = folder.At("model.zip");
        ModelArchiveWriter.Save(path, content);
        ModelArchive archive = ModelArchiveReader.Load(path);
        Assert.Equal(content.Manifest.Labels, archive.Manifest.Labels);
        Assert.Equal(content.Manifest.Backbone, archive.Manifest.Backbone);
        Assert.Equal(content.Manifest.Network, archive.Manifest.Network);
        Assert.Equal(content.Manifest.Metrics.OrderBy(m => m.Key), archive.Manifest.Metrics.OrderBy(m => m.Key));
        Assert.Equal(1.25, archive.Manifest.Head.Temperature);
        Assert.Equal(content.Manifest.Preprocessing.ToPreprocessing(), archive.Preprocessing);
        Assert.Equal(content.Network.ToArray(), archive.Network.ToArray());
        Assert.Equal(2, archive.Goldens.Count);
        Assert.Equal(content.Goldens[1].Pixels.ToArray(), archive.Goldens[1].Pixels.ToArray());
        Assert.Equal(content.Goldens[1].Features.ToArray(), archive.Goldens[1].Features.ToArray());
    }

    [Fact]
    public void Equal_inputs_make_equal_bytes() => Assert.Equal(ArchiveSamples.Bytes(), ArchiveSamples.Bytes());

    [Fact]
    public void Any_zip_program_can_read_it_and_the_manifest_is_first()
    {
        using ZipArchive zip = new(new MemoryStream(ArchiveSamples.Bytes()));
        Assert.Equal("manifest.json", zip.Entries[0].FullName);
        Assert.Equal("network.onnx", zip.Entries[1].FullName);
        using MemoryStream network = new();
        zip.Entries[1].Open().CopyTo(network);
        Assert.Equal(ArchiveSamples.Content().Network.ToArray(), network.ToArray());
        Assert.Equal(8, zip.Entries.Count);
        Assert.All(zip.Entries, entry => Assert.Equal(1980, entry.LastWriteTime.Year));
        Assert.Equal(Crc32.Of(network.ToArray()), zip.Entries[1].Crc32);
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_found()
    {
        byte[] bytes = ArchiveSamples.Bytes();
        SeededRandom random = new(20261121);
        for (int i = 0; i < 1000; i++)
        {
            int position = random.NextInt32(bytes.Length);
            byte mask = (byte)(1 << random.NextInt32(8));
            bytes[position] ^= mask;
            Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Read("m.zip", bytes));
            bytes[position] ^= mask;
        }

        Assert.NotNull(ModelArchiveReader.Read("m.zip", bytes));
    }

    [Fact]
    public void A_cut_at_every_percent_is_found_and_says_so()
    {
        byte[] bytes = ArchiveSamples.Bytes();
        for (int percent = 1; percent < 100; percent++)
        {
            byte[] cut = bytes[..(bytes.Length * percent / 100)];
            InvalidModelException exception = Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Read("m.zip", cut));
            Assert.Contains("cut short", exception.Message, StringComparison.Ordinal);
            Assert.Contains("m.zip", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bytes_before_or_behind_are_refused()
    {
        byte[] bytes = ArchiveSamples.Bytes();
        Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Read("m.zip", (byte[])[0, .. bytes]));
        Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Read("m.zip", (byte[])[.. bytes, 0]));
        Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Read("m.zip", Array.Empty<byte>()));
    }

    [Fact]
    public void A_zip_of_another_program_is_refused_even_with_a_huge_entry()
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry("manifest.json").Open();
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 50; i++)
            {
                entry.Write(zeros);
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Read("bomb.zip", stream.ToArray()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Contains("another program", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil", "leads out")]
    [InlineData("/etc/passwd", "leads out")]
    [InlineData("a/../../b", "leads out")]
    [InlineData("C:\\evil", "leads out")]
    [InlineData("a//b", "leads out")]
    [InlineData("x y", "printable")]
    [InlineData("MANIFEST.JSON", "two entries")]
    [InlineData("extra.dll", "lists")]
    public void A_hostile_name_is_refused_by_name(string name, string expected)
    {
        byte[] manifest = ManifestJson.Write(ArchiveSamples.Manifest());
        byte[] bytes = ArchiveSamples.Sealed(("manifest.json", manifest), (name, [1]));
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Read("m.zip", bytes));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_no_purpose_wants_is_refused()
    {
        ModelManifest manifest = ArchiveSamples.Manifest() with
        {
            Entries = [Entry("network.onnx", [1]), Entry("setup.exe", [2])],
        };
        byte[] bytes = ArchiveSamples.Sealed(("manifest.json", ManifestJson.Write(manifest)), ("network.onnx", [1]), ("setup.exe", [2]));
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Read("m.zip", bytes));
        Assert.Equal("setup.exe", exception.Node);
    }

    [Fact]
    public void A_wrong_hash_is_found_behind_an_honest_seal()
    {
        ModelManifest manifest = ArchiveSamples.Manifest() with { Entries = [Entry("network.onnx", [1])] };
        byte[] bytes = ArchiveSamples.Sealed(("manifest.json", ManifestJson.Write(manifest)), ("network.onnx", [2]));
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Read("m.zip", bytes));
        Assert.Contains("SHA-256", exception.Message, StringComparison.Ordinal);
        Assert.Equal("network.onnx", exception.Node);
    }

    [Fact]
    public void More_entries_than_allowed_are_refused()
    {
        (string, byte[])[] entries = [.. Enumerable.Range(0, 65).Select(i => (FormattableString.Invariant($"e{i}"), Array.Empty<byte>()))];
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Read("m.zip", ArchiveSamples.Sealed(entries)));
        Assert.Contains("65 entries", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_says_update()
    {
        string json = Encoding.UTF8.GetString(ManifestJson.Write(ArchiveSamples.Manifest()))
            .Replace("\"formatVersion\": 1", "\"formatVersion\": 7", StringComparison.Ordinal)
            .Replace("\"labels\"", "\"classes\"", StringComparison.Ordinal);
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() =>
            ModelArchiveReader.Read("m.zip", ArchiveSamples.Sealed(("manifest.json", Encoding.UTF8.GetBytes(json)))));
        Assert.Contains("written by 0.1.0 in model format 7; this is 0.1.0", exception.Message, StringComparison.Ordinal);
        Assert.Contains("update", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"labels\"", "\"lables\"")]
    [InlineData("\"cat\"", "\"dog\"")]
    [InlineData("\"cat\"", "\"\"")]
    [InlineData("\"cat\"", "null")]
    [InlineData("\"featureCount\": 5", "\"featureCount\": -5")]
    [InlineData("\"featureCount\": 5", "\"featureCount\": 1e99")]
    [InlineData("\"format\"", "\"format\": \"x\", \"format\"")]
    [InlineData("\"temperature\": 1.25", "\"temperature\": \"Infinity\"")]
    [InlineData("\"resizeMode\": \"Stretch\"", "\"resizeMode\": \"17\"")]
    [InlineData("\"width\": 4", "\"width\": 0")]
    [InlineData("\"mean\": [", "\"mean\": [1,")]
    public void A_manifest_that_makes_no_sense_is_refused(string old, string changed)
    {
        string original = Encoding.UTF8.GetString(ManifestJson.Write(ArchiveSamples.Manifest() with { Entries = [Entry("network.onnx", [1])] }));
        string json = original.Replace(old, changed, StringComparison.Ordinal);
        Assert.NotEqual(original, json);
        Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Read("m.zip", ArchiveSamples.Sealed(
            ("manifest.json", Encoding.UTF8.GetBytes(json)), ("network.onnx", [1]))));
    }

    [Fact]
    public void Saving_what_cannot_be_read_back_is_refused_with_all_reasons()
    {
        ModelArchiveContent content = ArchiveSamples.Content() with
        {
            Manifest = ArchiveSamples.Manifest() with { Labels = ["a", "a"], Metrics = new Dictionary<string, double> { ["x"] = double.NaN } },
        };
        ArgumentException exception = Assert.Throws<ArgumentException>(() => ArchiveSamples.Bytes(content));
        Assert.Contains("two labels are equal", exception.Message, StringComparison.Ordinal);
        Assert.Contains("not a finite number", exception.Message, StringComparison.Ordinal);
        Assert.Contains("golden case 0", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.zip", "no such file")]
    [InlineData(".", "folder")]
    public void A_path_that_is_no_file_is_explained(string name, string expected)
    {
        using TemporaryFolder folder = new();
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => ModelArchiveReader.Load(folder.At(name)));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Golden_answers_must_be_exact_on_the_same_machine_and_close_elsewhere()
    {
        ModelArchive archive = ModelArchiveReader.Read("m.zip", ArchiveSamples.Bytes());
        GoldenCase Find(ReadOnlyMemory<byte> pixels) => archive.Goldens.First(g => g.Pixels.Span.SequenceEqual(pixels.Span));
        GoldenReport Replay(MachineIdentity machine, float error) => GoldenReplay.Run(archive, machine, pixels =>
            (Find(pixels).Features.ToArray(), [.. Find(pixels).Probabilities.ToArray().Select(p => p + error)]));
        MachineIdentity other = ArchiveSamples.Machine with { Instructions = "8 lanes" };
        Assert.True(Replay(ArchiveSamples.Machine, 0) is { IsPassed: true, IsExact: true, IsSameMachine: true, CaseCount: 2 });
        Assert.False(Replay(ArchiveSamples.Machine, 1e-6f).IsPassed);
        Assert.True(Replay(other, 1e-6f) is { IsPassed: true, IsExact: false });
        Assert.False(Replay(other, 2e-3f).IsPassed);
        Assert.False(Replay(other, float.NaN).IsPassed);
    }

    private static ManifestEntry Entry(string name, byte[] content) =>
        new(name, content.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)));
}
