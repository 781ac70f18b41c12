namespace MlNetTransfer.Imaging;

/// <summary>How a decode ended.</summary>
public enum DecodeOutcome
{
    /// <summary>All pixels are as the file says.</summary>
    Ok,

    /// <summary>There are pixels, but the file is damaged: part of them is guessed or grey.</summary>
    Damaged,

    /// <summary>There are no pixels.</summary>
    Refused,
}
