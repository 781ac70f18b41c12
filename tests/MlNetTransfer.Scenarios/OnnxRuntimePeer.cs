using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MlNetTransfer.Scenarios;

/// <summary>ONNX Runtime of Node.js, where there is one: an independent program that runs exported networks.</summary>
internal static class OnnxRuntimePeer
{
    /// <summary>Runs one batch through a file and writes one output as little-endian floats.</summary>
    private const string Script = """
        const [root, model, input, output, name, ...shape] = process.argv.slice(1);
        const ort = require('module').createRequire(root + '/peer.js')('onnxruntime-node');
        const fs = require('fs');
        (async () => {
            const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1 });
            const bytes = fs.readFileSync(input);
            const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
            const results = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', data, shape.map(Number)) });
            const { data: values } = results[name];
            fs.writeFileSync(output, Buffer.from(values.buffer, values.byteOffset, values.byteLength));
        })().catch(error => { console.error(String(error)); process.exit(1); });
        """;

    /// <summary>The folder whose node_modules hold the runtime; skips the calling test where there is none.</summary>
    public static string Find()
    {
        foreach (string start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string peers = Path.Combine(folder.FullName, ".peers");
                if (Directory.Exists(Path.Combine(peers, "node_modules", "onnxruntime-node")))
                {
                    return peers;
                }
            }
        }

        Assert.Skip("no '.peers/node_modules/onnxruntime-node' in the working directory or above: npm install onnxruntime-node in a folder .peers");
        return "";
    }

    /// <summary>Runs one batch.</summary>
    /// <param name="folder">Receives what is exchanged.</param>
    /// <param name="model">The ONNX file.</param>
    /// <param name="input">The batch.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="output">Name of the wanted output.</param>
    public static float[] Run(TemporaryFolder folder, byte[] model, float[] input, int[] shape, string output)
    {
        string root = Find();
        File.WriteAllBytes(folder.File("peer.onnx"), model);
        File.WriteAllBytes(folder.File("peer.in"), MemoryMarshal.AsBytes<float>(input));
        ProcessStartInfo info = new(
            "node", ["-e", Script, "--", root, folder.File("peer.onnx"), folder.File("peer.in"), folder.File("peer.out"), output, .. shape.Select(size => $"{size}")])
        {
            RedirectStandardError = true,
        };
        using Process process = Process.Start(info) ?? throw new InvalidOperationException("node did not start.");
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder.File("peer.out"))).ToArray();
    }
}
