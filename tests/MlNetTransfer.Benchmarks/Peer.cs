using System.Diagnostics;
using System.Text.Json;

namespace MlNetTransfer.Benchmarks;

/// <summary>Another program that measures itself and prints one JSON line at the end.</summary>
internal static class Peer
{
    /// <summary>Runs a program and returns its last line.</summary>
    public static JsonElement Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string last = output.Trim().Split('\n')[^1];
        return process.ExitCode == 0 && last.StartsWith('{')
            ? JsonDocument.Parse(last).RootElement
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode} and printed: {output}");
    }

    /// <summary>Pillow on a folder, with the system's Python.</summary>
    public static JsonElement Pillow(string folder, string mode, int size, int processes) => Run(
        OperatingSystem.IsWindows() ? "python" : "/usr/bin/python3",
        Path.Combine(AppContext.BaseDirectory, "Peers", "pillow.py"),
        folder,
        mode,
        FormattableString.Invariant($"{size}"),
        FormattableString.Invariant($"{processes}"));
}
