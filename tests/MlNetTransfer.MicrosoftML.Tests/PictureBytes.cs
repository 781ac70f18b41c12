namespace MlNetTransfer.MicrosoftML.Tests;

/// <summary>An encoded picture and its class, as ML.NET's generated code has it.</summary>
public sealed class PictureBytes
{
    public byte[] Features { get; set; } = [];

    public string Label { get; set; } = "";
}
