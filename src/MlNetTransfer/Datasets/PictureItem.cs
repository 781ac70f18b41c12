namespace MlNetTransfer.Datasets;

/// <summary>One labelled picture of a listing.</summary>
/// <param name="RelativePath">Path below the listing's root with forward slashes; absolute where a manifest says so.</param>
/// <param name="Label">Index into the listing's class names.</param>
public readonly record struct PictureItem(string RelativePath, int Label);
