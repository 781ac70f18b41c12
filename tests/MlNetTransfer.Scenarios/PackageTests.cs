using System.Diagnostics;
using System.IO.Compression;

namespace MlNetTransfer.Scenarios;

/// <summary>What a customer installs: the tool from a folder of packages, and what the library's package holds.</summary>
public sealed class PackageTests
{
    [Fact]
    [Trait("Lane", "Slow")]
    public void The_tool_installs_from_a_folder_and_trains()
    {
        using TemporaryFolder folder = new();
        string packages = folder.File("packages");
        Pack(folder, "MlNetTransfer.Cli", packages);
        Dotnet("tool", "install", "MlNetTransfer.Tool", "--tool-path", folder.File("tool"), "--source", packages, "--version", "0.1.0");
        string tool = Path.Combine(folder.File("tool"), OperatingSystem.IsWindows() ? "mlnet-transfer.exe" : "mlnet-transfer");
        string output = Run(tool, "train", SmallSet.CopyTo(folder), "--out", folder.File("m.zip"), "--no-cache", "--json");
        Assert.Contains("\"schema\": \"mlnet-transfer/train/1\"", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("m.zip")));
    }

    [Fact]
    [Trait("Lane", "Slow")]
    public void The_library_package_is_managed_code_without_dependencies()
    {
        using TemporaryFolder folder = new();
        Pack(folder, "MlNetTransfer", folder.Root);
        using ZipArchive package = ZipFile.OpenRead(folder.File("MlNetTransfer.0.1.0.nupkg"));
        string[] files = [.. package.Entries.Select(e => e.FullName)];
        Assert.Contains("lib/net10.0/MlNetTransfer.dll", files);
        Assert.Contains("lib/net10.0/MlNetTransfer.xml", files);
        Assert.Contains("README.md", files);
        Assert.DoesNotContain(files, f => f.StartsWith("runtimes/", StringComparison.Ordinal));
        using StreamReader nuspec = new(package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
        string text = nuspec.ReadToEnd();
        Assert.DoesNotContain("<dependency ", text, StringComparison.Ordinal);
        Assert.Contains("MIT", text, StringComparison.Ordinal);
    }

    /// <summary>Built in a folder of its own: packing writes the host's settings again, while other tests start the host.</summary>
    private static void Pack(TemporaryFolder folder, string project, string packages) => Dotnet(
        "pack", Path.Combine(TestData.RepositoryRoot, "src", project), "-c", "Release", "-p:RunAnalyzers=false", "--artifacts-path", folder.File("artifacts"), "-o", packages);

    private static void Dotnet(params string[] arguments) => Run("dotnet", arguments);

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(5)), $"still running: {program} {string.Join(' ', arguments)}");
        string printed = output.GetAwaiter().GetResult();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {printed}{error.GetAwaiter().GetResult()}");
        return printed;
    }
}
