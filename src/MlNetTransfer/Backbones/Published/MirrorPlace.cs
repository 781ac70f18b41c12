namespace MlNetTransfer.Backbones.Published;

/// <summary>An administrator's mirror: a folder, or an address below which the files lie under their own names.</summary>
/// <param name="Folder">The folder; null for an address.</param>
/// <param name="Root">The address, ending in a slash; null for a folder.</param>
internal sealed record MirrorPlace(string? Folder, Uri? Root)
{
    /// <summary>Reads what options or environment say.</summary>
    /// <param name="text">An http or https address, a file address, or a path; empty for none.</param>
    /// <exception cref="BackboneUnavailableException">It is another kind of address.</exception>
    public static MirrorPlace Parse(string text)
    {
        if (text.Length == 0)
        {
            return new MirrorPlace(null, null);
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return new MirrorPlace(Path.GetFullPath(text), null);
        }

        if (Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out Uri? address))
        {
            if (address.IsFile)
            {
                return new MirrorPlace(address.LocalPath, null);
            }

            if (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            {
                return new MirrorPlace(null, address);
            }
        }

        throw new BackboneUnavailableException($"The mirror '{text}' is neither an http or https address nor a folder. Correct MLNETTRANSFER_BACKBONES or the option.");
    }

    /// <summary>Address of a network's file; null for a folder.</summary>
    public Uri? Address(PublishedBackbone backbone) => Root is null ? null : new Uri(Root, Uri.EscapeDataString(backbone.FileName));
}
