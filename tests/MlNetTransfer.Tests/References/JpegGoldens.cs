using System.Security.Cryptography;
using System.Text.Json;
using MlNetTransfer.Imaging;

namespace MlNetTransfer.Tests.References;

/// <summary>Files of data/golden/jpeg and what libjpeg-turbo 2.1.5 decodes them to.</summary>
internal static class JpegGoldens
{
    private static readonly Lazy<(Entry[] Entries, byte[] Files)> Loaded = new(Load);

    public static IReadOnlyList<Entry> Entries => Loaded.Value.Entries;

    public static byte[] File(Entry entry) => Loaded.Value.Files[entry.Offset..(entry.Offset + entry.Length)];

    public static string Hash(Image? image) =>
        image is null ? "" : Convert.ToHexStringLower(SHA256.HashData(image.Pixels.Span));

    private static (Entry[] Entries, byte[] Files) Load()
    {
        string index = System.IO.File.ReadAllText(TestData.Own("golden", "jpeg", "index.json"));
        Entry[] entries = JsonSerializer.Deserialize<Entry[]>(index, JsonSerializerOptions.Web)!;
        return (entries, [.. new[] { "files0.bin", "files1.bin" }.SelectMany(f => System.IO.File.ReadAllBytes(TestData.Own("golden", "jpeg", f)))]);
    }

    internal sealed record Entry(string Name, int Offset, int Length, int Width, int Height, string Accurate, string Fast, bool Warned);
}
