namespace MlNetTransfer.Backbones.Published;

/// <summary>One place where a network is looked for.</summary>
/// <param name="Kind">What place it is.</param>
/// <param name="Location">A file or an address.</param>
/// <param name="Exists">Whether the file is there; null for addresses, which are not asked.</param>
public sealed record BackbonePlace(BackbonePlaceKind Kind, string Location, bool? Exists);
