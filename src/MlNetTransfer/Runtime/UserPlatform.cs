namespace MlNetTransfer.Runtime;

/// <summary>Whose rules say where a user's files are.</summary>
internal enum UserPlatform
{
    /// <summary>XDG folders.</summary>
    Unix,

    /// <summary>The Library folder.</summary>
    MacOS,

    /// <summary>Known folders.</summary>
    Windows,
}
