namespace MlNetTransfer.Backbones.Published;

/// <summary>The places where a network is looked for, in this order.</summary>
public enum BackbonePlaceKind
{
    /// <summary>The store's own folder.</summary>
    Cache,

    /// <summary>The folder that ML.NET downloads to.</summary>
    MlNet,

    /// <summary>The administrator's mirror.</summary>
    Mirror,

    /// <summary>An official address.</summary>
    Official,
}
