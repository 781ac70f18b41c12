namespace MlNetTransfer.Cli;

/// <summary>Finds out before minutes of work whether its result can be written.</summary>
internal static class OutputFile
{
    /// <summary>Checks that the folder exists and that no folder has the file's name.</summary>
    /// <exception cref="UsageException">The result could not be written.</exception>
    public static void CheckWritable(string path, string option = "--out")
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is null || Directory.Exists(path))
        {
            throw new UsageException($"{option} {path}: is a folder. Give the name of a file.");
        }

        if (!Directory.Exists(folder))
        {
            throw new UsageException($"{option} {path}: the folder {folder} does not exist. Create it first.");
        }
    }
}
