using System.Runtime.InteropServices;

namespace MlNetTransfer.Persistence.Archive;

/// <summary>What answers depend on to the last bit: on an equal machine golden answers must come back exactly.</summary>
/// <param name="Architecture">Processor family, such as <c>X64</c>.</param>
/// <param name="Instructions">Vector instructions that the kernels use, in the kernels' own words.</param>
/// <param name="Framework">.NET version without its patch: the compiler may fuse operations differently.</param>
/// <param name="LibraryVersion">Version of this library.</param>
public sealed record MachineIdentity(string Architecture, string Instructions, string Framework, string LibraryVersion)
{
    /// <summary>The machine that this process runs on.</summary>
    /// <param name="instructions">Vector instructions that the kernels use, in the kernels' own words.</param>
    /// <returns>The identity.</returns>
    public static MachineIdentity Current(string instructions) => new(
        RuntimeInformation.ProcessArchitecture.ToString(),
        instructions,
        FormattableString.Invariant($".NET {Environment.Version.Major}.{Environment.Version.Minor}"),
        LibraryInformation.Version);
}
