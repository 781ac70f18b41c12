namespace MlNetTransfer.Persistence;

/// <summary>Why a file could not be written.</summary>
public enum FileWriteFailure
{
    /// <summary>A cause without a name of its own; see the inner exception.</summary>
    Other,

    /// <summary>The disk or the quota is full.</summary>
    DiskFull,

    /// <summary>No right to write there, or the disk is read-only.</summary>
    NoPermission,

    /// <summary>Another program holds the file open.</summary>
    Locked,

    /// <summary>The folder does not exist.</summary>
    FolderMissing,

    /// <summary>A folder has the name that the file should get.</summary>
    IsFolder,
}
