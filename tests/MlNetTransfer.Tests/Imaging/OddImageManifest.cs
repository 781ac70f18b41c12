using MlNetTransfer.Imaging;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>The list of awkward real files, where real data is at hand.</summary>
internal static class OddImageManifest
{
    /// <summary>Files of a folder; JPEG by content, since names lie. One name that does not exist where there is no real data, so that the theory skips and says so.</summary>
    public static TheoryData<string> FilesBelow(string folder, bool isJpeg)
    {
        TheoryData<string> files = [];
        foreach (string line in Lines())
        {
            string file = line[..line.IndexOf(',', StringComparison.Ordinal)];
            byte[] data = File.ReadAllBytes(Path.Combine(TestData.RealRoot!, "odd-images", file));
            if (file.StartsWith(folder + "/", StringComparison.Ordinal) && (ImageFormatDetector.Detect(data) == ImageFormat.Jpeg) == isJpeg)
            {
                files.Add(file);
            }
        }

        if (files.Count == 0)
        {
            files.Add("images/none");
        }

        return files;
    }

    /// <summary>What the manifest says of a JPEG's coding: its last column.</summary>
    public static string JpegHeader(string file)
    {
        string line = Lines().First(l => l.StartsWith(file + ",", StringComparison.Ordinal));
        return line[(line.LastIndexOf(',') + 1)..];
    }

    /// <summary>Averages blocks, halves up, as Pillow's <c>Image.reduce</c> does; sides are multiples of the factor.</summary>
    public static Image Reduce(Image image, int factor)
    {
        Image small = new(image.Width / factor, image.Height / factor);
        for (int y = 0; y < small.Height; y++)
        {
            for (int i = 0; i < small.Width * 3; i++)
            {
                int sum = factor * factor / 2;
                for (int k = 0; k < factor * factor; k++)
                {
                    sum += image.Row((y * factor) + (k / factor))[((((i / 3) * factor) + (k % factor)) * 3) + (i % 3)];
                }

                small.Row(y)[i] = (byte)(sum / (factor * factor));
            }
        }

        return small;
    }

    private static IEnumerable<string> Lines()
    {
        string path = TestData.RealRoot is null ? "" : Path.Combine(TestData.RealRoot, "odd-images", "manifest.csv");
        return File.Exists(path) ? File.ReadLines(path).Skip(1) : [];
    }
}
