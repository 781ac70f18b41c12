namespace MlNetTransfer.MicrosoftML.Tests;

/// <summary>What a pipeline answers.</summary>
public sealed class PictureOutput
{
    public float[] Score { get; set; } = [];

    public string PredictedText { get; set; } = "";
}
