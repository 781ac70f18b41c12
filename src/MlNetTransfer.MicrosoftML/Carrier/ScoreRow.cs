using Microsoft.ML.Data;

namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>What a model in memory adds to a row; sizes and annotations come from a schema definition.</summary>
internal sealed class ScoreRow
{
    public float[] Score { get; set; } = [];

    // The range is replaced by the number of classes; the attribute makes the column a key.
    [KeyType(1)]
    public uint PredictedLabel { get; set; }
}
