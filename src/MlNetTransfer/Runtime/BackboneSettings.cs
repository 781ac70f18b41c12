namespace MlNetTransfer.Runtime;

/// <summary>What the machine's administrator says about pretrained networks; the environment variables for it are read here.</summary>
public static class BackboneSettings
{
    /// <summary>Environment variable that names a mirror of network files: an address or a folder.</summary>
    public const string MirrorVariable = "MLNETTRANSFER_BACKBONES";

    /// <summary>Environment variable that forbids downloads when it is <c>1</c>, <c>true</c> or <c>yes</c>.</summary>
    public const string OfflineVariable = "MLNETTRANSFER_OFFLINE";

    /// <summary>The mirror.</summary>
    /// <returns>What <see cref="MirrorVariable"/> holds; null when it is not set.</returns>
    public static string? FindMirror() => FindMirror(Environment.GetEnvironmentVariable);

    /// <summary>Whether downloads are forbidden on this machine.</summary>
    /// <returns>What <see cref="OfflineVariable"/> says; false when it is not set.</returns>
    public static bool IsOffline() => IsOffline(Environment.GetEnvironmentVariable);

    /// <summary>Folder that ML.NET's image classification downloads its networks to: <c>MLNET</c> below the user's temporary folder.</summary>
    /// <returns>The folder; it need not exist.</returns>
    /// <remarks>Source: ML.NET 5.0, <c>MLContext.TempFilePath</c> and the trainer's resource folder.</remarks>
    public static string MlNetFolder() => Path.Combine(Path.GetTempPath(), "MLNET");

    /// <summary>The rule for the mirror, with the environment given.</summary>
    internal static string? FindMirror(Func<string, string?> variable) => variable(MirrorVariable)?.Trim() is { Length: > 0 } named ? named : null;

    /// <summary>The rule for downloads, with the environment given.</summary>
    internal static bool IsOffline(Func<string, string?> variable) =>
        variable(OfflineVariable)?.Trim().ToUpperInvariant() is "1" or "TRUE" or "YES";
}
