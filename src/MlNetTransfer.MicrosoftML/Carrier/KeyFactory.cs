using Microsoft.ML.Transforms;

namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>Makes the constant when a saved pipeline is loaded.</summary>
[CustomMappingFactoryAttribute(CarrierNames.KeyContract)]
internal sealed class KeyFactory : CustomMappingFactory<NoRow, KeyRow>
{
    public static void Map(NoRow row, KeyRow result) => result.Key = KeyRow.Value;

    public override Action<NoRow, KeyRow> GetMapping() => Map;
}
