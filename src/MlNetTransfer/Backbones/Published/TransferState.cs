namespace MlNetTransfer.Backbones.Published;

/// <summary>What to do after an attempt.</summary>
internal enum TransferState
{
    /// <summary>Every byte is here: check them.</summary>
    Complete,

    /// <summary>Another attempt may help.</summary>
    Retry,

    /// <summary>This address does not have the file.</summary>
    NotThere,

    /// <summary>This address has another file.</summary>
    WrongFile,

    /// <summary>This address has a file that is too large.</summary>
    TooLarge,

    /// <summary>This address cannot be reached.</summary>
    Unreachable,
}
