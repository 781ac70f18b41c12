namespace MlNetTransfer.Datasets;

/// <summary>One labelled picture of a listing.</summary>
/// <param name="RelativePath">Path below the listing's root with forward slashes; absolute where a manifest says so; any name where the bytes are in memory.</param>
/// <param name="Label">Index into the listing's class names.</param>
public readonly record struct PictureItem(string RelativePath, int Label)
{
    /// <summary>The bytes of the encoded picture, for pictures that are no files; must not change while they are used.</summary>
    /// <value>The default value is null: the file is read.</value>
    public ReadOnlyMemory<byte>? Content { get; init; }
}
