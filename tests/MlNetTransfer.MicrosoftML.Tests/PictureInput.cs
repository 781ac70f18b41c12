namespace MlNetTransfer.MicrosoftML.Tests;

/// <summary>A picture file and its class, as the samples of ML.NET have it.</summary>
public sealed class PictureInput
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";
}
