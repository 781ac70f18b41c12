using Microsoft.ML.Data;

namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>What a model reads of a row. ML.NET makes and fills it.</summary>
internal sealed class PictureRow
{
    public VBuffer<byte> Picture { get; set; }
}
