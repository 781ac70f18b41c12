namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>Nothing of a row.</summary>
internal sealed class NoRow;
