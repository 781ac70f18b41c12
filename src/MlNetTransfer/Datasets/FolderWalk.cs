using System.Globalization;

namespace MlNetTransfer.Datasets;

/// <summary>One pass over a folder of class folders: collects pictures in ordinal order and counts everything passed over.</summary>
internal sealed class FolderWalk
{
    // Folder.jpg thumbnails and the like come from file managers; they are nobody's pictures.
    private static readonly HashSet<string> ClutterNames = new(
        [".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini", "__MACOSX", "@eaDir"], StringComparer.OrdinalIgnoreCase);

    private readonly ImageFolderOptions _options;
    private readonly List<SkippedPicture> _unreachable = [];
    private readonly SortedDictionary<string, int> _notes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);
    private int _clutterCount;
    private int _linkedFolderCount;
    private int _looseCount;

    public FolderWalk(string root, ImageFolderOptions options)
    {
        Root = root;
        _options = options;
    }

    public string Root { get; }

    public IReadOnlyList<SkippedPicture> Unreachable => _unreachable;

    /// <summary>Whether a name is left by an operating system or hidden by a leading dot.</summary>
    public static bool IsClutter(string name) => name.StartsWith('.') || ClutterNames.Contains(name);

    /// <summary>Names of the class folders in ordinal order; loose files are counted.</summary>
    public List<string> ClassFolders()
    {
        List<string> names = [];
        foreach (FileSystemInfo entry in Entries(Root))
        {
            if (IsClutter(entry.Name))
            {
                _clutterCount++;
            }
            else if (!IsFolder(entry))
            {
                _looseCount++;
            }
            else if (IsLink(entry) && !_options.FollowLinks)
            {
                _linkedFolderCount++;
            }
            else
            {
                names.Add(entry.Name);
            }
        }

        return names;
    }

    /// <summary>Adds the pictures of a class folder, if there is one.</summary>
    public void AddClass(string name, int label, List<PictureItem> items)
    {
        string folder = Path.Combine(Root, name);
        if (Directory.Exists(folder))
        {
            AddFolder(folder, name, label, items);
        }
    }

    /// <summary>What was passed over, one sentence each.</summary>
    public IReadOnlyList<string> Notices()
    {
        List<string> notices = [];
        AddNotice(notices, _clutterCount, "hidden or system file(s) ignored (.DS_Store, Thumbs.db, desktop.ini, __MACOSX, names with a leading dot)");
        AddNotice(notices, _looseCount, "file(s) beside the class folders ignored");
        AddNotice(notices, _linkedFolderCount, "linked folder(s) not followed (use --follow-links to enter them)");
        foreach ((string extension, int count) in _notes)
        {
            AddNotice(notices, count, $"{extension} file(s) ignored: notes, not pictures");
        }

        return notices;
    }

    /// <summary>For the message when there is no class folder: what lies there instead.</summary>
    public string DescribeLooseFiles() =>
        (_looseCount, _linkedFolderCount) switch
        {
            (0, 0) => ", the folder is empty",
            (_, 0) => FormattableString.Invariant($", only {_looseCount} file(s)"),
            _ => FormattableString.Invariant($", only {_looseCount} file(s) and {_linkedFolderCount} linked folder(s), which are not followed (--follow-links)"),
        };

    private static void AddNotice(List<string> notices, int count, string text)
    {
        if (count > 0)
        {
            notices.Add(count.ToString(CultureInfo.InvariantCulture) + " " + text);
        }
    }

    private static List<FileSystemInfo> Entries(string folder)
    {
        EnumerationOptions all = new() { AttributesToSkip = 0, IgnoreInaccessible = false };
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", all).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnusableDatasetException(UnusableDatasetKind.Layout, folder, [$"the folder cannot be listed ({exception.Message})"], "Change its rights or move it out of the set.");
        }
        catch (IOException exception)
        {
            throw new UnusableDatasetException(UnusableDatasetKind.Layout, folder, [$"the folder cannot be listed ({exception.Message})"], "Check the disk or the network share.");
        }
    }

    private static bool IsLink(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static bool IsFolder(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.Directory);

    private void AddFolder(string folder, string relative, int label, List<PictureItem> items)
    {
        if (_options.FollowLinks && !_entered.Add(RealPath(folder)))
        {
            return;
        }

        foreach (FileSystemInfo entry in Entries(folder))
        {
            string path = relative + "/" + entry.Name;
            if (IsClutter(entry.Name))
            {
                _clutterCount++;
            }
            else if (ClassNameRules.IsUnreadable(entry.Name))
            {
                Skip(path, SkipReason.InvalidName, "the name is not valid UTF-8; rename the file");
            }
            else if (IsFolder(entry))
            {
                EnterFolder(entry, path, label, items);
            }
            else if (_options.IgnoredExtensions.Contains(entry.Extension))
            {
                string extension = entry.Extension.ToLowerInvariant();
                _notes[extension] = _notes.GetValueOrDefault(extension) + 1;
            }
            else if (IsLink(entry) && !_options.FollowLinks)
            {
                Skip(path, SkipReason.LinkNotFollowed, "links are not followed; use --follow-links");
            }
            else
            {
                items.Add(new PictureItem(path, label));
            }
        }
    }

    private void EnterFolder(FileSystemInfo entry, string path, int label, List<PictureItem> items)
    {
        if (IsLink(entry) && !_options.FollowLinks)
        {
            _linkedFolderCount++;
        }
        else
        {
            AddFolder(entry.FullName, path, label, items);
        }
    }

    /// <summary>The folder behind all links on the way, so that a loop meets a folder it has been in.</summary>
    private static string RealPath(string folder)
    {
        string real = Path.GetPathRoot(Path.GetFullPath(folder)) ?? "";
        foreach (string part in Path.GetFullPath(folder)[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            DirectoryInfo next = new(Path.Combine(real, part));
            real = (next.ResolveLinkTarget(returnFinalTarget: true) ?? next).FullName;
        }

        return real;
    }

    private void Skip(string path, SkipReason reason, string message) => _unreachable.Add(new SkippedPicture(path, reason, message));
}
