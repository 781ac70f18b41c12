using System.Diagnostics;
using System.Text.Json;

namespace MlNetTransfer.Scenarios;

/// <summary>Runs the console host as a user would: as a process, with its own streams and exit code.</summary>
internal static class CommandLine
{
    private static readonly string Host = FindHost();

    /// <summary>What a run printed and returned.</summary>
    public sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>Standard output as one JSON document.</summary>
        public JsonElement Json => JsonDocument.Parse(Output).RootElement;
    }

    /// <summary>Runs to the end; at most two minutes.</summary>
    public static Result Run(params string[] arguments) => Run(new Dictionary<string, string>(), arguments);

    /// <summary>As <see cref="Run(string[])"/>, with variables added to the environment.</summary>
    public static Result Run(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using Process process = Start(environment, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), $"still running after two minutes: {string.Join(' ', arguments)}");
        return new Result(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts and returns at once.</summary>
    public static Process Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    private static Process Start(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        ProcessStartInfo info = new("dotnet", [Host, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            info.Environment[name] = value;
        }

        return Process.Start(info) ?? throw new InvalidOperationException("The console host did not start.");
    }

    private static string FindHost()
    {
        DirectoryInfo own = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string path = Path.Combine(own.Parent!.Parent!.FullName, "MlNetTransfer.Cli", own.Name, "mlnet-transfer.dll");
        return File.Exists(path) ? path : throw new InvalidOperationException($"The console host is not at {path}.");
    }
}
