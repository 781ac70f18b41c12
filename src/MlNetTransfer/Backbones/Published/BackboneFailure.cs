namespace MlNetTransfer.Backbones.Published;

/// <summary>Why a network that was asked for by name could not be had; a caller can decide from it whether to retry.</summary>
public enum BackboneFailure
{
    /// <summary>It is not on this machine, and downloads are forbidden or no address has it.</summary>
    Missing,

    /// <summary>The network or a server failed; a retry may help and goes on where this one stopped.</summary>
    Network,

    /// <summary>The file is not the one that was published, or not the one that was used before.</summary>
    Changed,

    /// <summary>The file is larger than it may be.</summary>
    TooLarge,

    /// <summary>The file could not be written or read on this machine.</summary>
    Disk,
}
