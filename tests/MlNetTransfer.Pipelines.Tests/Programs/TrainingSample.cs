#nullable disable
using MlNetTransfer.Pipelines;
using MlNetTransfer.Pipelines.Data;
using static MlNetTransfer.Pipelines.TrainCatalogBase;
using static MlNetTransfer.Pipelines.Transforms.ValueToKeyMappingEstimator;

namespace Programs.TrainingSample;

/// <summary>The shape of the sample that trains, evaluates and saves: keys by value, read-only fields, a filtered log, metrics on text predictions.</summary>
public static class Program
{
    public static MulticlassClassificationMetrics Run(MLContext mlContext, string imagesFolder, string outputMlNetModelFilePath, Action<string> writeLine)
    {
        mlContext.Log += (_, e) =>
        {
            if (e.Message.StartsWith("[Source=ImageClassificationTrainer;", StringComparison.Ordinal))
            {
                writeLine(e.Message);
            }
        };

        IEnumerable<ImageData> images = Directory.GetFiles(imagesFolder, "*.jpg", SearchOption.AllDirectories)
            .Select(path => new ImageData(path, Directory.GetParent(path).Name));
        IDataView fullImagesDataset = mlContext.Data.LoadFromEnumerable(images);
        IDataView shuffledFullImageFilePathsDataset = mlContext.Data.ShuffleRows(fullImagesDataset);

        IDataView shuffledFullImagesDataset = mlContext.Transforms.Conversion.
                MapValueToKey(outputColumnName: "LabelAsKey", inputColumnName: "Label", keyOrdinality: KeyOrdinality.ByValue)
            .Append(mlContext.Transforms.LoadRawImageBytes(
                outputColumnName: "Image",
                imageFolder: imagesFolder,
                inputColumnName: "ImagePath"))
            .Fit(shuffledFullImageFilePathsDataset)
            .Transform(shuffledFullImageFilePathsDataset);

        var trainTestData = mlContext.Data.TrainTestSplit(shuffledFullImagesDataset, testFraction: 0.2);
        IDataView trainDataView = trainTestData.TrainSet;
        IDataView testDataView = trainTestData.TestSet;

        var pipeline = mlContext.MulticlassClassification.Trainers
            .ImageClassification(featureColumnName: "Image",
                                 labelColumnName: "LabelAsKey",
                                 validationSet: testDataView)
            .Append(mlContext.Transforms.Conversion.MapKeyToValue(outputColumnName: "PredictedLabel",
                                                                  inputColumnName: "PredictedLabel"));
        ITransformer trainedModel = pipeline.Fit(trainDataView);

        IDataView predictionsDataView = trainedModel.Transform(testDataView);
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(
            predictionsDataView, labelColumnName: "LabelAsKey", predictedLabelColumnName: "PredictedLabel");
        PrintMultiClassClassificationMetrics("TensorFlow DNN Transfer Learning", metrics, writeLine);
        PeekDataViewInConsole(predictionsDataView, writeLine);

        mlContext.Model.Save(trainedModel, trainDataView.Schema, outputMlNetModelFilePath);
        return metrics;
    }

    public static void PrintMultiClassClassificationMetrics(string name, MulticlassClassificationMetrics metrics, Action<string> writeLine)
    {
        writeLine($"*    Metrics for {name} multi-class classification model");
        writeLine($"    AccuracyMacro = {metrics.MacroAccuracy:0.####}, a value between 0 and 1, the closer to 1, the better");
        writeLine($"    AccuracyMicro = {metrics.MicroAccuracy:0.####}, a value between 0 and 1, the closer to 1, the better");
        writeLine($"    LogLoss = {metrics.LogLoss:0.####}, the closer to 0, the better");
        for (int i = 0; i < 3; i++)
        {
            writeLine($"    LogLoss for class {i + 1} = {metrics.PerClassLogLoss[i]:0.####}, the closer to 0, the better");
        }
    }

    public static void PrintMulticlassClassificationFoldsAverageMetrics(
        IEnumerable<CrossValidationResult<MulticlassClassificationMetrics>> crossValResults, Action<string> writeLine)
    {
        double[] microAccuracyValues = crossValResults.Select(r => r.Metrics).Select(m => m.MicroAccuracy).ToArray();
        writeLine($"    Average MicroAccuracy:    {microAccuracyValues.Average():0.###}");
    }

    private static void PeekDataViewInConsole(IDataView transformedData, Action<string> writeLine)
    {
        foreach (var row in transformedData.Preview(maxRows: 4).RowView)
        {
            KeyValuePair<string, object>[] columnCollection = row.Values;
            writeLine(columnCollection.Aggregate("Row--> ", (line, column) => line + $"| {column.Key}:{column.Value}"));
        }

        List<float[]> scores = transformedData.GetColumn<float[]>("Score").Take(2).ToList();
        scores.ForEach(row => writeLine(string.Join(' ', row)));
    }
}

public class ImageData
{
    public readonly string ImagePath;

    public readonly string Label;

    public ImageData(string imagePath, string label)
    {
        ImagePath = imagePath;
        Label = label;
    }
}
