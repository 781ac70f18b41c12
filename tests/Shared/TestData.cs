namespace MlNetTransfer.TestSupport;

/// <summary>Finds test data: pictures and networks of the repository's own, and larger real ones outside it where they exist.</summary>
/// <remarks>Real data lies in the folder that MLNETTRANSFER_TESTDATA names, else in <c>../shared</c> beside the checkout. Tests without it skip and say so.</remarks>
public static class TestData
{
    /// <summary>Root of the checkout.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Folder of real data, or null where there is none.</summary>
    public static string? RealRoot { get; } = FindReal();

    /// <summary>Path below the repository's <c>data</c> folder.</summary>
    public static string Own(params string[] parts) => Path.Combine([RepositoryRoot, "data", .. parts]);

    /// <summary>Path below the folder of real data; skips the calling test, with the reason, where it does not exist.</summary>
    public static string Real(params string[] parts)
    {
        string path = RealRoot is null ? "" : Path.Combine([RealRoot, .. parts]);
        Assert.SkipUnless(
            path.Length > 0 && (File.Exists(path) || Directory.Exists(path)),
            $"real data '{string.Join('/', parts)}' is not here; set MLNETTRANSFER_TESTDATA to the folder that holds it");
        return path;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MlNetTransfer.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No MlNetTransfer.sln above {AppContext.BaseDirectory}.");
    }

    private static string? FindReal()
    {
        string? named = Environment.GetEnvironmentVariable("MLNETTRANSFER_TESTDATA");
        string folder = string.IsNullOrEmpty(named) ? Path.Combine(RepositoryRoot, "..", "shared") : named;
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }
}
