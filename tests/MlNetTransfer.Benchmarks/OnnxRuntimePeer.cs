using System.Diagnostics;
using System.Text.Json;

namespace MlNetTransfer.Benchmarks;

/// <summary>A network in ONNX Runtime, loaded and warm in a process of its own, that runs when asked and waits otherwise: turns can be short, so that both sides meet the same machine.</summary>
/// <remarks>Node's binding (package onnxruntime-node) is looked for in the current folder.</remarks>
internal sealed class OnnxRuntimePeer : IDisposable
{
    // Its threads spin a while after a run.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;

    public OnnxRuntimePeer(string model, int batch, int threads)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "onnxruntime.mjs");
        string[] arguments = [script, Path.GetFullPath(model), FormattableString.Invariant($"{batch}"), FormattableString.Invariant($"{threads}")];
        _process = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })
            ?? throw new InvalidOperationException("node did not start.");
        if (_process.StandardOutput.ReadLine() != "ready")
        {
            throw new InvalidOperationException("ONNX Runtime did not start: its message is above. Run this in a folder where onnxruntime-node is installed (npm install onnxruntime-node@1.30).");
        }
    }

    /// <summary>Median of the runs of some seconds.</summary>
    public double ImagesPerSecond(double seconds)
    {
        _process.StandardInput.WriteLine(FormattableString.Invariant($"{seconds}"));
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("ONNX Runtime's process ended.");
        Thread.Sleep(Rest);
        return JsonDocument.Parse(answer).RootElement.GetProperty("imagesPerSecond").GetDouble();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
