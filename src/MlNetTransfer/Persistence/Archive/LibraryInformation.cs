using System.Reflection;

namespace MlNetTransfer.Persistence.Archive;

/// <summary>This library's own version.</summary>
internal static class LibraryInformation
{
    /// <summary>Version without build details, such as <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        (typeof(LibraryInformation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];
}
