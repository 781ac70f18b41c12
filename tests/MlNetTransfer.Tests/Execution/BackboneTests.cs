using System.Security.Cryptography;
using System.Text.Json;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Execution;

/// <summary>Real pretrained networks against stored answers of ONNX Runtime, which agree with a float64 evaluation of the source files.</summary>
public sealed class BackboneTests
{
    private const double Tolerance = 2e-4;

    public static TheoryData<string> Small => ["resnet8_cifar10", "resnet20_cifar10", "mobilenet_v1_0.25_96_vww"];

    public static TheoryData<string> Large =>
        ["resnet56_cifar10", "mobilenet_v1_0.25_128", "mobilenet_v1_0.75_192", "mobilenet_v2_0.35_224", "mobilenet_v2_1.0_224"];

    [Theory]
    [MemberData(nameof(Small))]
    public void Small_networks_answer_as_stored(string name) => Check(name);

    [Theory]
    [Trait("Lane", "Slow")]
    [MemberData(nameof(Large))]
    public void Large_networks_answer_as_stored(string name) => Check(name);

    [Theory]
    [MemberData(nameof(Small))]
    public void A_batch_equals_single_pictures_to_the_bit_at_any_thread_count(string name) => CheckBits(name);

    [Theory]
    [Trait("Lane", "Slow")]
    [MemberData(nameof(Large))]
    public void A_batch_of_a_large_network_equals_single_pictures_to_the_bit_at_any_thread_count(string name) => CheckBits(name);

    private static void Check(string name)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(TestData.Real("backbones", "expected", name + ".json")));
        foreach (NumericMode mode in new[] { NumericMode.Precise, NumericMode.Fast })
        {
            Network network = Load(name, expected, new NetworkOptions { NumericMode = mode });
            foreach (JsonElement item in expected.RootElement.GetProperty("cases").EnumerateArray())
            {
                float[][] actual = network.Run(PixelsOf(item, expected));
                for (int i = 0; i < network.Outputs.Count; i++)
                {
                    double[] wanted = [.. item.GetProperty(network.Outputs[i].Name).EnumerateArray().Select(x => x.GetDouble())];
                    Assert.Equal(wanted.Length, actual[i].Length);
                    double error = actual[i].Zip(wanted, (a, e) => Math.Abs(a - e)).Max();
                    Assert.True(error <= Tolerance, $"{name} {mode} '{item.GetProperty("name")}' {network.Outputs[i].Name}: largest difference {error:E2}");
                }
            }
        }
    }

    private static void CheckBits(string name)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(TestData.Real("backbones", "expected", name + ".json")));
        PixelBatch[] pictures = [.. Enumerable.Range(0, 9).Select(i => PixelsOf(expected.RootElement.GetProperty("cases")[i % 6], expected))];
        byte[] joined = [.. pictures.SelectMany(picture => picture.Pixels.ToArray())];
        float[][]? first = null;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            Network network = Load(name, expected, new NetworkOptions { ThreadCount = threads });
            float[][] together = network.Run(new PixelBatch(joined, pictures.Length, pictures[0].Height, pictures[0].Width));
            first ??= together;
            for (int output = 0; output < together.Length; output++)
            {
                Assert.True(together[output].AsSpan().SequenceEqual(first[output]), $"{threads} threads");
                float[] alone = [.. pictures.SelectMany(picture => network.Run(picture)[output])];
                Assert.True(alone.AsSpan().SequenceEqual(together[output]), $"{name} {network.Outputs[output].Name}, {threads} threads: batch and singles differ");
            }
        }
    }

    private static Network Load(string name, JsonDocument expected, NetworkOptions options)
    {
        Graph graph = OnnxReader.Read(File.ReadAllBytes(TestData.Real("backbones", name + ".onnx")));
        JsonElement input = expected.RootElement.GetProperty("input");
        var normalization = new InputNormalization
        {
            Mean = [.. input.GetProperty("mean").EnumerateArray().Select(x => x.GetSingle())],
            Deviation = [.. input.GetProperty("std").EnumerateArray().Select(x => x.GetSingle())],
        };
        return Network.Compile(graph, options with { Normalization = normalization });
    }

    internal static PixelBatch PixelsOf(JsonElement item, JsonDocument expected)
    {
        int[] shape = [.. expected.RootElement.GetProperty("input").GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())];
        (int height, int width) = (shape[2], shape[3]);
        string name = item.GetProperty("name").GetString()!;
        byte[] pixels = item.GetProperty("kind").GetString() == "formula"
            ? Computed(name, height, width)
            : ImagingPng.ReadRgb(TestData.Real("backbones", "expected", FormattableString.Invariant($"{name}_{width}.png"))).Pixels;
        Assert.Equal(item.GetProperty("pixels_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(pixels)));
        return new PixelBatch(pixels, 1, height, width);
    }

    private static byte[] Computed(string name, int height, int width)
    {
        byte[] pixels = new byte[height * width * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int y, int x, int c) = (i / (width * 3), i / 3 % width, i % 3);
            long value = name switch
            {
                "gradient" => c switch { 0 => x * 255 / (width - 1), 1 => y * 255 / (height - 1), _ => (x + y) * 255 / (width + height - 2) },
                "hash" => (long)(uint)((x * 73856093L) ^ (y * 19349663L) ^ (c * 83492791L)) >> 8,
                _ => ((x / 8) + (y / 8)) % 2 == 0 ? (40 * c) + 20 : 235 - (40 * c),
            };
            pixels[i] = (byte)value;
        }

        return pixels;
    }
}
