using MlNetTransfer.Graphs;

namespace MlNetTransfer.Backbones;

/// <summary>The file <c>NETWORK.onnx.json</c> beside a network: what its maker knows about it.</summary>
internal static class SidecarFile
{
    private const long MaxBytes = 16L << 20;

    /// <summary>Reads the file beside a network; null when there is none.</summary>
    /// <exception cref="InvalidModelException">The file is not as documented.</exception>
    public static BackboneFacts? Find(string networkPath)
    {
        string path = networkPath + ".json";
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw new InvalidModelException(FormattableString.Invariant($"{path}: is larger than {MaxBytes} bytes; a short list of facts is wanted."));
            }

            using System.Text.Json.JsonDocument document = FactsJson.Parse(path, File.ReadAllBytes(path));
            return new BackboneFacts(Path.GetFileName(path), Path.GetDirectoryName(Path.GetFullPath(path))!)
            {
                Values = FactsJson.ReadObject(path, document.RootElement, FactNames.All),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException($"{path}: cannot be read: {exception.Message} Check its rights or remove it.", exception);
        }
    }
}
