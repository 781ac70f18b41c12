namespace MlNetTransfer.Persistence.MlNet;

/// <summary>What a zip of ML.NET may be at most; checked before anything is allocated for it.</summary>
internal sealed record MlNetLimits
{
    /// <summary>The default limits.</summary>
    public static MlNetLimits Default { get; } = new();

    /// <summary>Largest number of entries; a pipeline of several transforms has some dozens.</summary>
    public int MaxEntries { get; init; } = 4_096;

    /// <summary>Largest <c>Model.key</c>, in bytes: a header, a few strings.</summary>
    public int MaxHeaderBytes { get; init; } = 16 << 20;

    /// <summary>Largest schema, in bytes, packed and unpacked: names of columns and of classes.</summary>
    public int MaxSchemaBytes { get; init; } = 64 << 20;

    /// <summary>Largest network, in bytes: the longest array.</summary>
    public long MaxNetworkBytes { get; init; } = (2L << 30) - 65_536;

    /// <summary>Entries up to this many bytes may be packed as well as deflate can.</summary>
    public int FreelyPackedBytes { get; init; } = 16 << 20;

    /// <summary>Larger entries may be this many times as large as what is stored of them; weights hardly shrink.</summary>
    public int MaxRatio { get; init; } = 100;

    /// <summary>Largest number of classes.</summary>
    public int MaxClasses { get; init; } = 100_000;
}
