namespace MlNetTransfer.Scenarios;

/// <summary>A part of data/images that trains in seconds: three classes, a few pictures each.</summary>
internal static class SmallSet
{
    public const int TrainPerClass = 12;

    public const int TestPerClass = 6;

    private const int ClassCount = 3;

    /// <summary>Copies the part into a folder with train and test below it.</summary>
    public static string CopyTo(TemporaryFolder folder)
    {
        string root = folder.File("pictures");
        Copy("train", TrainPerClass, root);
        Copy("test", TestPerClass, root);
        return root;
    }

    private static void Copy(string part, int count, string root)
    {
        foreach (string source in Directory.GetDirectories(TestData.Own("images", part)).Order(StringComparer.Ordinal).Take(ClassCount))
        {
            string target = Path.Combine(root, part, Path.GetFileName(source));
            Directory.CreateDirectory(target);
            foreach (string file in Directory.GetFiles(source).Order(StringComparer.Ordinal).Take(count))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }
    }
}
