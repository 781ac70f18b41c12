using MlNetTransfer.Imaging;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Oracle: Pillow 9.4, or the arrays that the files were made from (data/golden/imaging/make_goldens.py).</summary>
public sealed class DecodeGoldenTests
{
    public static TheoryData<string, int, int, string> Files()
    {
        TheoryData<string, int, int, string> files = [];
        foreach (string[] row in ImagingGoldens.Rows("decode.csv"))
        {
            files.Add(row[0], ImagingGoldens.Number(row[1]), ImagingGoldens.Number(row[2]), row[3]);
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Pixels_equal_the_reference_bit_by_bit(string file, int width, int height, string hash)
    {
        DecodeResult result = ImageDecoder.Decode(File.ReadAllBytes(TestData.Own("golden", "imaging", file)));
        Assert.Equal(DecodeOutcome.Ok, result.Outcome);
        Assert.Equal("", result.Message);
        Assert.Equal((width, height), (result.Image!.Width, result.Image.Height));
        Assert.Equal(hash, ImagingGoldens.Hash(result.Image.Pixels.Span));
    }
}
