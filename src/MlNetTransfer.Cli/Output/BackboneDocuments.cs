namespace MlNetTransfer.Cli.Output;

/// <summary>Output of <c>backbones ... --json</c>.</summary>
internal sealed record BackbonesDocument(string Schema, string? Folder, bool Offline, IReadOnlyList<BackboneDocument> Backbones);

/// <summary>One network; <c>place</c> and <c>path</c> only where its file is on this machine.</summary>
internal sealed record BackboneDocument
{
    public required string Name { get; init; }

    public required string File { get; init; }

    public required string Family { get; init; }

    public required string Source { get; init; }

    public required string License { get; init; }

    public long? Bytes { get; init; }

    public string? Sha256 { get; init; }

    public string? Note { get; init; }

    public required IReadOnlyList<string> Addresses { get; init; }

    public string? Place { get; init; }

    public string? Path { get; init; }

    public IReadOnlyList<PlaceDocument>? Places { get; init; }
}

/// <summary>One place where a network is looked for.</summary>
internal sealed record PlaceDocument(string Kind, string Location, bool? Exists);
