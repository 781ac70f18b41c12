namespace MlNetTransfer.Backbones.Published;

/// <summary>The one message of a network that cannot be had: where it was looked for, what happened there, which file to put where.</summary>
internal static class StoreMessages
{
    /// <summary>Makes the exception.</summary>
    public static BackboneUnavailableException Unavailable(
        PublishedBackbone backbone, IReadOnlyList<BackbonePlace> places, string? folder, IReadOnlyList<string> problems, BackboneFailure failure)
    {
        string looked = string.Join(", ", places.Where(p => p.Exists == false).Select(p => p.Location));
        string put = folder is null ? "" : $" into {folder}";
        string official = string.Join(" or ", backbone.Addresses);
        string identity = backbone.Sha256 is null ? "" : FormattableString.Invariant($", {backbone.Bytes} bytes, SHA-256 {backbone.Sha256}");
        string retry = failure == BackboneFailure.Network ? " A retry goes on where this one stopped." : "";
        return new BackboneUnavailableException(
            $"{backbone.Name}: its file {backbone.FileName} could not be had. Not at {looked}; {string.Join("; ", problems)}. "
            + $"Put {backbone.FileName} (from {official}{identity}){put}, or run 'mlnet-transfer backbones add {backbone.Name} FILE', or give a file's path as the backbone.{retry}")
        {
            Failure = failure,
        };
    }
}
