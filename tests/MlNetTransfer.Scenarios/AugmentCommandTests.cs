using System.Text.Json;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.Scenarios;

/// <summary>The contact sheet of <c>augment</c>.</summary>
public sealed class AugmentCommandTests
{
    private const int Side = 48;
    private const int Gap = 4;

    [Fact]
    public void Writes_a_sheet_whose_first_column_is_what_prediction_sees_and_lists_every_tile()
    {
        using TemporaryFolder folder = new();
        string sheet = folder.File("sheet.png");
        string pictures = TestData.Own("images", "test");
        string[] arguments = ["augment", pictures, "--preview", sheet, "--augment", "medium", "--count", "3", "--pictures", "4", "--size", "48", "--seed", "5", "--json"];
        CommandLine.Result run = CommandLine.Run(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement[] rows = [.. run.Json.GetProperty("pictures").EnumerateArray()];
        Assert.Equal(4, rows.Length);
        Assert.All(rows, r => Assert.Equal(4, r.GetProperty("tiles").GetArrayLength()));
        Assert.All(rows, r => Assert.Equal(0, r.GetProperty("tiles")[0].GetArrayLength()));
        Assert.Contains(rows, r => r.GetProperty("tiles")[1].EnumerateArray().Any(t => t.GetString()!.StartsWith("brightness", StringComparison.Ordinal)));

        Image image = ImageDecoder.DecodeOrThrow(File.ReadAllBytes(sheet));
        Assert.Equal(((4 * (Side + Gap)) + Gap, (4 * (Side + Gap)) + Gap), (image.Width, image.Height));
        byte[] plain = new byte[Side * Side * 3];
        for (int row = 0; row < 4; row++)
        {
            Image source = ImageDecoder.DecodeOrThrow(File.ReadAllBytes(rows[row].GetProperty("path").GetString()!));
            ImagePreprocessor.Apply(source, new ImagePreprocessing { Width = Side, Height = Side }, plain);
            Assert.Equal(plain, Tile(image, row, 0));
            Assert.NotEqual(plain, Tile(image, row, 1));
        }

        byte[] first = File.ReadAllBytes(sheet);
        Assert.Equal(run.Output, CommandLine.Run(arguments).Output);
        Assert.Equal(first, File.ReadAllBytes(sheet));
    }

    [Fact]
    public void Says_what_is_wrong_and_which_classes_a_mirror_image_may_change()
    {
        using TemporaryFolder folder = new();
        string picture = Directory.GetFiles(TestData.Own("images", "test"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        foreach (string label in (string[])["turn_left", "turn_right"])
        {
            Directory.CreateDirectory(folder.File(label));
            File.Copy(picture, Path.Combine(folder.File(label), "a.jpg"));
        }

        string sheet = folder.File("sheet.png");
        CommandLine.Result run = CommandLine.Run("augment", folder.File("turn_left"), folder.File("turn_right"), "--preview", sheet, "--size", "32");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("'turn_left', 'turn_right'", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, CommandLine.Run("augment", picture, "--preview", sheet, "--augment", "strong").ExitCode);
        Assert.Equal(2, CommandLine.Run("augment", picture, "--preview", sheet, "--count", "0").ExitCode);
        CommandLine.Result missing = CommandLine.Run("augment", folder.File("missing.jpg"), "--preview", folder.File("other.png"));
        Assert.Equal(3, missing.ExitCode);
        Assert.Contains("missing.jpg", missing.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("other.png")));
    }

    private static byte[] Tile(Image sheet, int row, int column)
    {
        byte[] tile = new byte[Side * Side * 3];
        for (int y = 0; y < Side; y++)
        {
            sheet.Row(Gap + (row * (Side + Gap)) + y).Slice((Gap + (column * (Side + Gap))) * 3, Side * 3).CopyTo(tile.AsSpan(y * Side * 3));
        }

        return tile;
    }
}
