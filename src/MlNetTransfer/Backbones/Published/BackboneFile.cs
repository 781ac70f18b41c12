namespace MlNetTransfer.Backbones.Published;

/// <summary>The file of a network that is on this machine.</summary>
/// <param name="Backbone">The network.</param>
/// <param name="Path">The file.</param>
/// <param name="Place">Where it was found.</param>
public sealed record BackboneFile(PublishedBackbone Backbone, string Path, BackbonePlaceKind Place);
