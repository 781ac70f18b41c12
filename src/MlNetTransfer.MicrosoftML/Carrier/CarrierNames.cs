namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>Names inside saved pipelines. They are read by later versions: a change needs new contracts beside the old ones.</summary>
internal static class CarrierNames
{
    public const string KeyContract = "MlNetTransfer.Key.v1";
    public const string ScoreContract = "MlNetTransfer.Score.v1";
    public const string Key = "__MlNetTransfer.Key";
    public const string Model = "__MlNetTransfer.Model";
    public const string Picture = "__MlNetTransfer.Picture";
    public const string Label = "__MlNetTransfer.Label";
    public const string ChunkPrefix = "__MlNetTransfer.Scores";
}
