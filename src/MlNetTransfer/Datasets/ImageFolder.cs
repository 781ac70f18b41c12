namespace MlNetTransfer.Datasets;

/// <summary>Lists pictures where each folder is a class: <c>DIR/cat/1.jpg</c>, or <c>DIR/train/cat/1.jpg</c> beside <c>DIR/test/cat/2.jpg</c>.</summary>
/// <remarks>
/// <c>train/</c> makes DIR a divided set; then <c>val/</c> or <c>validation/</c>, and <c>test/</c>, are recognised. Folders inside a class folder
/// belong to that class. The order is ordinal and the same on every file system.
/// </remarks>
public static class ImageFolder
{
    private const string Wanted = "Wanted: DIR/<class>/<picture>, or DIR/train/<class>/<picture> and optionally DIR/val/... and DIR/test/...";

    /// <summary>Lists a folder with its training, validation and test parts.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">What counts as a picture; null for the defaults.</param>
    /// <returns>The listings.</returns>
    /// <exception cref="UnusableDatasetException">The folder is missing, empty, not laid out so, or its class names clash; all problems together.</exception>
    public static LabelledPictures Open(string folder, ImageFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new ImageFolderOptions();
        string root = Existing(folder);
        string? train = Child(root, "train");
        if (train is null)
        {
            return new LabelledPictures(ListClasses(root, options), null, null);
        }

        string? validation = Child(root, "val");
        string? longName = Child(root, "validation");
        if (validation is not null && longName is not null)
        {
            throw Layout(folder, ["it holds both val/ and validation/"], "Keep one of them.");
        }

        PictureListing trainListing = ListClasses(train, options);
        ImageFolderOptions sameClasses = options with { ClassNames = trainListing.ClassNames, AllowEmptyClasses = true };
        return new LabelledPictures(
            WithOutsiders(trainListing, root),
            (validation ?? longName) is { } part ? ListClasses(part, sameClasses) : null,
            Child(root, "test") is { } test ? ListClasses(test, sameClasses) : null);
    }

    /// <summary>Lists one folder of class folders.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">What counts as a picture; null for the defaults.</param>
    /// <returns>The listing.</returns>
    /// <exception cref="UnusableDatasetException">The folder is missing, empty, not laid out so, or its class names clash; all problems together.</exception>
    public static PictureListing ListClasses(string folder, ImageFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new ImageFolderOptions();
        string root = Existing(folder);
        FolderWalk walk = new(root, options);
        List<string> found = walk.ClassFolders();
        List<string> problems = [.. ClassNameRules.FindProblems(found)];
        if (found.Count == 0)
        {
            problems.Add("no class folders" + walk.DescribeLooseFiles());
        }
        else if (found.Count > options.MaxClassCount)
        {
            problems.Add(FormattableString.Invariant($"{found.Count} class folders, at most {options.MaxClassCount} are allowed"));
        }

        IReadOnlyList<string> classNames = options.ClassNames ?? found;
        problems.AddRange(found.Except(classNames, StringComparer.Ordinal)
            .Select(name => $"class folder '{name}' is not among the {classNames.Count} classes that are known"));
        if (problems.Count > 0)
        {
            throw Layout(folder, problems, Wanted);
        }

        return Collect(folder, walk, classNames, options);
    }

    private static PictureListing Collect(string folder, FolderWalk walk, IReadOnlyList<string> classNames, ImageFolderOptions options)
    {
        List<PictureItem> items = [];
        List<string> empty = [];
        for (int label = 0; label < classNames.Count; label++)
        {
            int before = items.Count + walk.Unreachable.Count;
            walk.AddClass(classNames[label], label, items);
            if (items.Count + walk.Unreachable.Count == before && !options.AllowEmptyClasses)
            {
                empty.Add($"class folder '{classNames[label]}' holds no picture");
            }
        }

        if (empty.Count > 0)
        {
            throw new UnusableDatasetException(
                UnusableDatasetKind.Classes, folder, empty, "Add pictures, remove the folder, or allow empty classes (--allow-empty-class).");
        }

        return new PictureListing(walk.Root, classNames, items) { Unreachable = walk.Unreachable, Notices = walk.Notices() };
    }

    private static PictureListing WithOutsiders(PictureListing listing, string root)
    {
        string[] known = ["train", "val", "validation", "test"];
        List<string> others = [.. Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)!)
            .Where(name => !known.Contains(name, StringComparer.Ordinal) && !FolderWalk.IsClutter(name)).Order(StringComparer.Ordinal)];
        return others.Count == 0
            ? listing
            : new PictureListing(listing.Root, listing.ClassNames, listing.Items)
            {
                Unreachable = listing.Unreachable,
                Notices = [.. listing.Notices, $"beside train/, not used: {string.Join(", ", others.Take(5))}{(others.Count > 5 ? ", ..." : "")}"],
            };
    }

    private static string Existing(string folder) =>
        Directory.Exists(folder) ? Path.GetFullPath(folder)
        : File.Exists(folder) ? throw Layout(folder, ["is a file, not a folder"], Wanted)
        : throw Layout(folder, ["there is no such folder"], Wanted);

    private static string? Child(string root, string name) =>
        Path.Combine(root, name) is var path && Directory.Exists(path) ? path : null;

    private static UnusableDatasetException Layout(string folder, IReadOnlyList<string> problems, string remedy) =>
        new(UnusableDatasetKind.Layout, folder, problems, remedy);
}
