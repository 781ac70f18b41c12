using System.Text;

namespace MlNetTransfer.Backbones.Published;

/// <summary>The file <c>NAME.sha256</c>: what a network of unpublished hash had when it was first used. One line, as <c>sha256sum</c> writes it.</summary>
internal static class HashRecord
{
    private const int HashDigits = 64;

    /// <summary>The recorded hash; null when nothing is recorded.</summary>
    public static string? Read(string target)
    {
        string path = Name(target);
        if (!File.Exists(path))
        {
            return null;
        }

        string text = File.ReadAllText(path);
        return text.Length >= HashDigits && text[..HashDigits].All(char.IsAsciiHexDigitLower)
            ? text[..HashDigits]
            : throw new BackboneUnavailableException($"{path}: is no record of a SHA-256. Delete it; the next use records the hash again.") { Failure = BackboneFailure.Changed };
    }

    /// <summary>Records a hash, whole or not at all.</summary>
    public static void Write(string target, string sha256)
    {
        string temporary = $"{Name(target)}.{Path.GetRandomFileName()}";
        try
        {
            File.WriteAllText(temporary, $"{sha256}  {Path.GetFileName(target)}\n", Encoding.ASCII);
            File.Move(temporary, Name(target), overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Forgets a hash.</summary>
    /// <returns>Whether one was recorded.</returns>
    public static bool Delete(string target)
    {
        bool existed = File.Exists(Name(target));
        File.Delete(Name(target));
        return existed;
    }

    private static string Name(string target) => target + ".sha256";
}
