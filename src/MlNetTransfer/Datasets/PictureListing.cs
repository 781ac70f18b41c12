namespace MlNetTransfer.Datasets;

/// <summary>Immutable list of labelled pictures: what a folder or a manifest holds, in an order that does not depend on the file system.</summary>
public sealed class PictureListing
{
    /// <summary>Makes a listing.</summary>
    /// <param name="root">Folder that relative paths start from.</param>
    /// <param name="classNames">Names by label.</param>
    /// <param name="items">The pictures.</param>
    /// <exception cref="ArgumentException">A label has no class name.</exception>
    public PictureListing(string root, IReadOnlyList<string> classNames, IReadOnlyList<PictureItem> items)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(items);
        foreach (PictureItem item in items)
        {
            if ((uint)item.Label >= (uint)classNames.Count)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"'{item.RelativePath}' has label {item.Label}, but there are {classNames.Count} class names."), nameof(items));
            }
        }

        Root = Path.GetFullPath(root);
        ClassNames = [.. classNames];
        Items = [.. items];
    }

    /// <summary>Folder that relative paths start from; absolute.</summary>
    public string Root { get; }

    /// <summary>Names by label, in ordinal order.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The pictures: by class, then by path, both in ordinal order; a manifest's are in its own order.</summary>
    public IReadOnlyList<PictureItem> Items { get; }

    /// <summary>Pictures that were found but cannot even be tried: links, names that are not Unicode.</summary>
    public IReadOnlyList<SkippedPicture> Unreachable { get; init; } = [];

    /// <summary>What was passed over because it is no picture, one sentence each with its count.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Number of pictures found: <see cref="Items"/> and <see cref="Unreachable"/>.</summary>
    public int Found => Items.Count + Unreachable.Count;

    /// <summary>Absolute path of a picture.</summary>
    /// <param name="index">Index into <see cref="Items"/>.</param>
    /// <returns>The path.</returns>
    public string FullPathOf(int index) => Path.Combine(Root, Items[index].RelativePath);

    /// <summary>Number of pictures of each class.</summary>
    /// <returns>Counts by label.</returns>
    public IReadOnlyList<int> CountByClass()
    {
        int[] counts = new int[ClassNames.Count];
        foreach (PictureItem item in Items)
        {
            counts[item.Label]++;
        }

        return counts;
    }
}
