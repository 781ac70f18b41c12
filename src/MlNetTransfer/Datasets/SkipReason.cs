namespace MlNetTransfer.Datasets;

/// <summary>Why a picture was not used; stable names for reports.</summary>
public enum SkipReason
{
    /// <summary>The file is damaged and damaged pictures are not accepted.</summary>
    Damaged,

    /// <summary>The file cannot be decoded.</summary>
    Refused,

    /// <summary>The file was there when the folder was listed and is gone.</summary>
    Vanished,

    /// <summary>There is no right to read the file.</summary>
    NoPermission,

    /// <summary>The path is a folder.</summary>
    IsFolder,

    /// <summary>The path is a link and links are not followed.</summary>
    LinkNotFollowed,

    /// <summary>The name is not valid Unicode, so the file cannot be opened by name.</summary>
    InvalidName,

    /// <summary>The file could not be read for another reason.</summary>
    ReadError,
}
