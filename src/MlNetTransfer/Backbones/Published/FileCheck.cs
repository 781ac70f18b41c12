using MlNetTransfer.Graphs;
using MlNetTransfer.Importing;

namespace MlNetTransfer.Backbones.Published;

/// <summary>Whether bytes are the file that is wanted: by the published hash, or where there is none by reading them as a network.</summary>
internal static class FileCheck
{
    /// <summary>What is wrong with the bytes, as the end of a sentence; null when nothing is.</summary>
    public static string? Problem(PublishedBackbone backbone, PartialFile part)
    {
        if (backbone.Sha256 is { } wanted)
        {
            string found = part.Hash();
            return found == wanted ? null : $"another file (SHA-256 {found}, the published one has {wanted})";
        }

        try
        {
            _ = NetworkReader.Read(part.ReadAll(), backbone.FileName);
            return null;
        }
        catch (UnsupportedOperatorException)
        {
            // A whole network all the same; who uses it is told what is not supported.
            return null;
        }
        catch (InvalidModelException exception)
        {
            return $"no network: {exception.Message.TrimEnd('.')}";
        }
    }
}
