using Microsoft.ML.Data;

namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>A constant in every row, by which the saved model is looked up.</summary>
internal sealed class KeyRow
{
    public const int Value = 1;

    [ColumnName(CarrierNames.Key)]
    public int Key { get; set; }
}
