#nullable disable
using MlNetTransfer.Pipelines;
using MlNetTransfer.Pipelines.Data;

namespace Programs.PredictingSample;

/// <summary>The shape of the sample that loads a model and predicts: bytes in memory, read-only fields, class names from column 3.</summary>
public static class Program
{
    public static List<(string Name, string Predicted, float Best, string ByScore)> Run(MLContext mlContext, string imagesFolder, string imageClassifierModelZipFilePath)
    {
        var loadedModel = mlContext.Model.Load(imageClassifierModelZipFilePath, out var modelInputSchema);
        var predictionEngine = mlContext.Model.CreatePredictionEngine<InMemoryImageData, ImagePrediction>(loadedModel);

        VBuffer<ReadOnlyMemory<char>> keys = default;
        predictionEngine.OutputSchema[3].GetKeyValues(ref keys);
        string[] originalLabels = keys.DenseValues().Select(x => x.ToString()).ToArray();

        List<(string, string, float, string)> answers = [];
        foreach (string file in Directory.GetFiles(imagesFolder, "*.jpg", SearchOption.AllDirectories))
        {
            var imageToPredict = new InMemoryImageData(image: File.ReadAllBytes(file), label: null, imageFileName: Path.GetFileName(file));
            ImagePrediction prediction = predictionEngine.Predict(imageToPredict);
            int index = prediction.Score.AsSpan().IndexOf(prediction.Score.Max());
            answers.Add((file, prediction.PredictedLabel, prediction.Score.Max(), originalLabels[index]));
        }

        return answers;
    }
}

public class InMemoryImageData
{
    public readonly byte[] Image;

    public readonly string Label;

    public readonly string ImageFileName;

    public InMemoryImageData(byte[] image, string label, string imageFileName)
    {
        Image = image;
        Label = label;
        ImageFileName = imageFileName;
    }
}

public class ImagePrediction
{
    [ColumnName("Score")]
    public float[] Score;

    [ColumnName("PredictedLabel")]
    public string PredictedLabel;
}
