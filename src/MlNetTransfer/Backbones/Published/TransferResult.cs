namespace MlNetTransfer.Backbones.Published;

/// <summary>How one attempt at one address ended.</summary>
/// <param name="State">What to do next.</param>
/// <param name="Message">What happened; empty when all is well.</param>
internal readonly record struct TransferResult(TransferState State, string Message)
{
    /// <summary>Every byte is here.</summary>
    public static TransferResult Complete => new(TransferState.Complete, "");

    /// <summary>How long the server asked to be left alone.</summary>
    public TimeSpan? Wait { get; init; }
}
