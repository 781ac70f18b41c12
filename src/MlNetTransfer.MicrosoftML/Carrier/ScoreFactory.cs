using Microsoft.ML.Transforms;

namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>Makes the mapping of a saved pipeline when it is loaded. It has no state of its own: the model comes in with every row, by reference.</summary>
[CustomMappingFactoryAttribute(CarrierNames.ScoreContract)]
internal sealed class ScoreFactory : CustomMappingFactory<CarriedRow, CarriedScores>
{
    public static void Map(CarriedRow row, CarriedScores result)
    {
        ScoringEngine engine = CarriedModels.Engine(row.Model);
        ImagePrediction prediction = engine.Predict(new PictureRow { Picture = row.Picture });
        result.Set(prediction.Probabilities);
        result.Label = engine.Model.Labels[ScoringEngine.IndexOfLargest(prediction.Probabilities)].AsMemory();
    }

    public override Action<CarriedRow, CarriedScores> GetMapping() => Map;
}
