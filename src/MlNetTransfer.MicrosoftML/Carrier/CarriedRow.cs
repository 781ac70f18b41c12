using Microsoft.ML.Data;

namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>What the saved mapping reads of a row: the picture and, the same in every row, the model as text.</summary>
internal sealed class CarriedRow
{
    [ColumnName(CarrierNames.Picture)]
    public VBuffer<byte> Picture { get; set; }

    [ColumnName(CarrierNames.Model)]
    public ReadOnlyMemory<char> Model { get; set; }
}
