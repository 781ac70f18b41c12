using System.Runtime.CompilerServices;

namespace MlNetTransfer.Pipelines.Tests;

/// <summary>Parts of data/images, copied into a folder of a test's own.</summary>
internal static class PictureFolders
{
    public static IReadOnlyList<string> Classes { get; } = ["gear", "spring", "washer"];

    /// <summary>Features go to a cache of the test run's own.</summary>
    [ModuleInitializer]
    internal static void UseOwnCache() => Environment.SetEnvironmentVariable("MLNETTRANSFER_CACHE", Path.Combine(AppContext.BaseDirectory, "feature-cache"));

    /// <summary>Copies pictures of the first classes: folder/CLASS/NAME.jpg.</summary>
    public static string Copy(TemporaryFolder folder, string part, int perClass, int classCount = 3)
    {
        string root = folder.File(part);
        foreach (string name in Classes.Take(classCount))
        {
            Directory.CreateDirectory(Path.Combine(root, name));
            foreach (string file in Directory.GetFiles(TestData.Own("images", part, name)).Order(StringComparer.Ordinal).Take(perClass))
            {
                File.Copy(file, Path.Combine(root, name, Path.GetFileName(file)));
            }
        }

        return root;
    }
}
