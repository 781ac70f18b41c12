using MlNetTransfer.Runtime;

namespace MlNetTransfer.Backbones.Published;

/// <summary>Where networks that are asked for by name are looked for, and how they are downloaded. Nothing is downloaded unless such a name is given.</summary>
public sealed record BackboneStoreOptions
{
    /// <summary>Folder of downloaded networks.</summary>
    /// <value>The default value null means <c>backbones</c> in the current user's cache folder (<see cref="UserFolders.FindCacheFolder()"/>).</value>
    public string? Folder { get; init; }

    /// <summary>Folder that ML.NET downloads its networks to; files there are used as they are.</summary>
    /// <value>The default value null means <see cref="BackboneSettings.MlNetFolder"/>; empty for none.</value>
    public string? MlNetFolder { get; init; }

    /// <summary>A mirror that is asked before the official addresses: an <c>http</c> or <c>https</c> address or a folder that holds the files under their own names.</summary>
    /// <value>The default value null means what the environment variable MLNETTRANSFER_BACKBONES says; empty for none.</value>
    public string? Mirror { get; init; }

    /// <summary>Whether downloads are forbidden. The environment variable MLNETTRANSFER_OFFLINE forbids them too.</summary>
    /// <value>The default value is false.</value>
    public bool Offline { get; init; }

    /// <summary>How long a connection may be silent, or nearly so, before it is given up and tried again.</summary>
    /// <value>The default value is 30 seconds.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Number of attempts at one address that bring nothing new before the next address is asked.</summary>
    /// <value>The default value is 5.</value>
    public int Attempts { get; init; } = 5;

    /// <summary>Pause before the second attempt; it doubles with each further one, up to 30 seconds.</summary>
    /// <value>The default value is 1 second.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Largest file that is accepted where the length is not known beforehand.</summary>
    /// <value>The default value is 1 GiB.</value>
    public long MaxBytes { get; init; } = 1L << 30;
}
