namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>A class name, for the list that makes labels keys.</summary>
internal sealed class ClassNameRow
{
    public string Name { get; set; } = "";
}
