#nullable disable
using MlNetTransfer.Pipelines;
using MlNetTransfer.Pipelines.Vision;
using static MlNetTransfer.Pipelines.DataOperationsCatalog;

namespace Programs.BinaryTutorial;

/// <summary>The shape of the official tutorial: two classes, folders as labels, property-only classes, a validation set, single and batch predictions.</summary>
public static class Program
{
    public static List<ModelOutput> Run(MLContext mlContext, string assetsRelativePath, string workspaceRelativePath, Action<string> writeLine)
    {
        IEnumerable<ImageData> images = LoadImagesFromDirectory(folder: assetsRelativePath, useFolderNameAsLabel: true);
        IDataView imageData = mlContext.Data.LoadFromEnumerable(images);
        IDataView shuffledData = mlContext.Data.ShuffleRows(imageData);

        var preprocessingPipeline = mlContext.Transforms.Conversion.MapValueToKey(
                inputColumnName: "Label",
                outputColumnName: "LabelAsKey")
            .Append(mlContext.Transforms.LoadRawImageBytes(
                outputColumnName: "Image",
                imageFolder: assetsRelativePath,
                inputColumnName: "ImagePath"));

        IDataView preProcessedData = preprocessingPipeline.Fit(shuffledData).Transform(shuffledData);

        TrainTestData trainSplit = mlContext.Data.TrainTestSplit(data: preProcessedData, testFraction: 0.3);
        TrainTestData validationTestSplit = mlContext.Data.TrainTestSplit(trainSplit.TestSet);
        IDataView trainSet = trainSplit.TrainSet;
        IDataView validationSet = validationTestSplit.TrainSet;
        IDataView testSet = validationTestSplit.TestSet;

        var classifierOptions = new ImageClassificationTrainer.Options()
        {
            FeatureColumnName = "Image",
            LabelColumnName = "LabelAsKey",
            ValidationSet = validationSet,
            Arch = ImageClassificationTrainer.Architecture.ResnetV2101,
            MetricsCallback = (metrics) => writeLine(metrics.ToString()),
            TestOnTrainSet = false,
            ReuseTrainSetBottleneckCachedValues = true,
            ReuseValidationSetBottleneckCachedValues = true,
            WorkspacePath = workspaceRelativePath,
        };

        var trainingPipeline = mlContext.MulticlassClassification.Trainers.ImageClassification(classifierOptions)
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        ITransformer trainedModel = trainingPipeline.Fit(trainSet);

        List<ModelOutput> outputs = [ClassifySingleImage(mlContext, testSet, trainedModel)];
        outputs.AddRange(ClassifyImages(mlContext, testSet, trainedModel));
        foreach (ModelOutput prediction in outputs)
        {
            string imageName = Path.GetFileName(prediction.ImagePath);
            writeLine($"Image: {imageName} | Actual Value: {prediction.Label} | Predicted Value: {prediction.PredictedLabel}");
        }

        return outputs;
    }

    private static ModelOutput ClassifySingleImage(MLContext mlContext, IDataView data, ITransformer trainedModel)
    {
        PredictionEngine<ModelInput, ModelOutput> predictionEngine = mlContext.Model.CreatePredictionEngine<ModelInput, ModelOutput>(trainedModel);
        ModelInput image = mlContext.Data.CreateEnumerable<ModelInput>(data, reuseRowObject: true).First();
        return predictionEngine.Predict(image);
    }

    private static IEnumerable<ModelOutput> ClassifyImages(MLContext mlContext, IDataView data, ITransformer trainedModel)
    {
        IDataView predictionData = trainedModel.Transform(data);
        return mlContext.Data.CreateEnumerable<ModelOutput>(predictionData, reuseRowObject: false).Take(10);
    }

    private static IEnumerable<ImageData> LoadImagesFromDirectory(string folder, bool useFolderNameAsLabel)
    {
        foreach (string file in Directory.GetFiles(folder, "*", searchOption: SearchOption.AllDirectories))
        {
            if (Path.GetExtension(file) is not (".jpg" or ".png"))
            {
                continue;
            }

            yield return new ImageData
            {
                ImagePath = file,
                Label = useFolderNameAsLabel ? Directory.GetParent(file).Name : Path.GetFileName(file),
            };
        }
    }
}

public class ImageData
{
    public string ImagePath { get; set; }

    public string Label { get; set; }
}

public class ModelInput
{
    public byte[] Image { get; set; }

    public UInt32 LabelAsKey { get; set; }

    public string ImagePath { get; set; }

    public string Label { get; set; }
}

public class ModelOutput
{
    public string ImagePath { get; set; }

    public string Label { get; set; }

    public string PredictedLabel { get; set; }
}
