namespace MlNetTransfer.Runtime;

/// <summary>Where this library may keep files of the present user; the environment variables that move them are read here.</summary>
public static class UserFolders
{
    /// <summary>Environment variable that names the cache folder outright.</summary>
    public const string CacheVariable = "MLNETTRANSFER_CACHE";

    private const string FolderName = "mlnet-transfer";

    /// <summary>Folder for files that can be made again, such as extracted features.</summary>
    /// <returns>
    /// The folder that <see cref="CacheVariable"/> names; else <c>$XDG_CACHE_HOME/mlnet-transfer</c> where that is set to an absolute path;
    /// else <c>~/.cache/mlnet-transfer</c> on Linux, <c>~/Library/Caches/mlnet-transfer</c> on macOS and
    /// <c>%LOCALAPPDATA%\mlnet-transfer\cache</c> on Windows; null when the user has no home folder. It need not exist.
    /// </returns>
    public static string? FindCacheFolder() =>
        FindCacheFolder(
            Environment.GetEnvironmentVariable,
            OperatingSystem.IsWindows() ? UserPlatform.Windows : OperatingSystem.IsMacOS() ? UserPlatform.MacOS : UserPlatform.Unix);

    /// <summary>The rule itself, with the environment given.</summary>
    internal static string? FindCacheFolder(Func<string, string?> variable, UserPlatform platform)
    {
        if (variable(CacheVariable) is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        // XDG Base Directory Specification 0.8: relative paths are invalid and ignored.
        if (variable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg))
        {
            return Path.Combine(xdg, FolderName);
        }

        return platform switch
        {
            UserPlatform.Windows => Below(variable("LOCALAPPDATA"), FolderName, "cache"),
            UserPlatform.MacOS => Below(variable("HOME"), "Library", "Caches", FolderName),
            _ => Below(variable("HOME"), ".cache", FolderName),
        };
    }

    private static string? Below(string? root, params string[] parts) =>
        string.IsNullOrEmpty(root) ? null : Path.Combine([root, .. parts]);
}
