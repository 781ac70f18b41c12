namespace MlNetTransfer.Datasets;

/// <summary>A folder of pictures whose classes nobody knows, at any depth.</summary>
internal static class UnlabelledFolder
{
    /// <summary>Lists all files but hidden ones and what file managers leave, in ordinal order; links to folders are not followed.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="UnusableDatasetException">There is no such folder, or nothing in it.</exception>
    public static PictureListing Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new UnusableDatasetException(UnusableDatasetKind.Classes, path, ["there is no such folder"], "Name a folder of pictures; their classes do not matter.");
        }

        List<PictureItem> items = [];
        Collect(new DirectoryInfo(path), path, items);
        return items.Count > 0
            ? new PictureListing(path, ["?"], items)
            : throw new UnusableDatasetException(UnusableDatasetKind.Classes, path, ["no file at any depth"], "Name a folder of pictures; their classes do not matter.");
    }

    private static void Collect(DirectoryInfo folder, string root, List<PictureItem> items)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos().Where(e => !FolderWalk.IsClutter(e.Name)).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (entry is DirectoryInfo below)
            {
                if (below.LinkTarget is null)
                {
                    Collect(below, root, items);
                }
            }
            else
            {
                items.Add(new PictureItem(Path.GetRelativePath(root, entry.FullName), 0));
            }
        }
    }
}
