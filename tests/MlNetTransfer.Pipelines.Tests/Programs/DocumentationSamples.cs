#nullable disable
using MlNetTransfer.Pipelines;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Trainers;
using MlNetTransfer.Pipelines.Transforms;
using MlNetTransfer.Pipelines.Vision;

namespace Programs.DocumentationSamples;

/// <summary>The shape of the samples in the API's documentation: defaults, early stopping, learning-rate schedules, saving to and loading from a stream.</summary>
public static class ImageClassificationSamples
{
    /// <summary>Defaults; the model goes through a file and back; labels by name; one prediction.</summary>
    public static (MulticlassClassificationMetrics Metrics, string Predicted, string Expected) Default(MLContext mlContext, string imagesFolder, string modelFile)
    {
        IDataView shuffledFullImagesDataset = mlContext.Data.ShuffleRows(mlContext.Data.LoadFromEnumerable(LoadImages(imagesFolder)), seed: 1);
        shuffledFullImagesDataset = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Transforms.LoadRawImageBytes("Image", imagesFolder, "ImagePath"))
            .Fit(shuffledFullImagesDataset)
            .Transform(shuffledFullImagesDataset);
        var trainTestData = mlContext.Data.TrainTestSplit(shuffledFullImagesDataset, testFraction: 0.2, seed: 1);
        IDataView trainDataset = trainTestData.TrainSet;
        IDataView testDataset = trainTestData.TestSet;
        var pipeline = mlContext.MulticlassClassification.Trainers.ImageClassification(featureColumnName: "Image", validationSet: testDataset)
            .Append(mlContext.Transforms.Conversion.MapKeyToValue(outputColumnName: "PredictedLabel", inputColumnName: "PredictedLabel"));
        ITransformer trainedModel = pipeline.Fit(trainDataset);
        mlContext.Model.Save(trainedModel, shuffledFullImagesDataset.Schema, modelFile);

        ITransformer loadedModel;
        DataViewSchema schema;
        using (var file = File.OpenRead(modelFile))
        {
            loadedModel = mlContext.Model.Load(file, out schema);
        }

        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(loadedModel.Transform(testDataset));
        VBuffer<ReadOnlyMemory<char>> keys = default;
        loadedModel.GetOutputSchema(schema)["Label"].GetKeyValues(ref keys);

        var predictionEngine = mlContext.Model.CreatePredictionEngine<ImageData, ImagePrediction>(
            new EstimatorChain<ITransformer>()
                .Append(mlContext.Transforms.LoadRawImageBytes("Image", imagesFolder, "ImagePath"))
                .Fit(mlContext.Data.LoadFromEnumerable(LoadImages(imagesFolder)))
                .Append(loadedModel));
        ImageData first = LoadImages(imagesFolder).First();
        ImagePrediction prediction = predictionEngine.Predict(first);
        int index = prediction.Score.ToList().IndexOf(prediction.Score.Max());
        return (metrics, prediction.PredictedLabel, keys.DenseValues().ElementAt(index).ToString());
    }

    /// <summary>All options of the early-stopping sample, and keys by value.</summary>
    public static MulticlassClassificationMetrics EarlyStopping(MLContext mlContext, string imagesFolder, List<string> lines)
    {
        (IDataView trainDataset, IDataView testDataset) = Split(mlContext, imagesFolder);
        var options = new ImageClassificationTrainer.Options()
        {
            FeatureColumnName = "Image",
            LabelColumnName = "Label",
            Arch = ImageClassificationTrainer.Architecture.InceptionV3,
            Epoch = 100,
            BatchSize = 10,
            LearningRate = 0.01f,
            EarlyStoppingCriteria = new ImageClassificationTrainer.EarlyStopping(
                minDelta: 0.001f, patience: 5, metric: ImageClassificationTrainer.EarlyStoppingMetric.Loss),
            MetricsCallback = (metrics) => lines.Add(metrics.ToString()),
            ValidationSet = testDataset,
        };
        ITransformer trainedModel = mlContext.MulticlassClassification.Trainers.ImageClassification(options).Fit(trainDataset);
        return mlContext.MulticlassClassification.Evaluate(trainedModel.Transform(testDataset));
    }

    /// <summary>A schedule of learning rates, no early stopping, and predicted labels read as keys.</summary>
    public static (MulticlassClassificationMetrics Metrics, uint FirstKey) LearningRateSchedule(MLContext mlContext, string imagesFolder, List<float> rates)
    {
        (IDataView trainDataset, IDataView testDataset) = Split(mlContext, imagesFolder);
        var options = new ImageClassificationTrainer.Options()
        {
            FeatureColumnName = "Image",
            LabelColumnName = "Label",
            Arch = ImageClassificationTrainer.Architecture.ResnetV2101,
            Epoch = 12,
            BatchSize = 8,
            MetricsCallback = (metrics) => rates.AddRange(metrics.Train is { LearningRate: > 0 } ? [metrics.Train.LearningRate] : []),
            ValidationSet = testDataset,
            ReuseValidationSetBottleneckCachedValues = false,
            ReuseTrainSetBottleneckCachedValues = false,
            EarlyStoppingCriteria = null,
            LearningRateScheduler = new LsrDecay([new(10, 0.1f), new(5, 0.5f)]),
        };
        var pipeline = mlContext.MulticlassClassification.Trainers.ImageClassification(options);
        ITransformer trainedModel = pipeline.Fit(trainDataset);
        IDataView predictions = trainedModel.Transform(testDataset);
        uint first = mlContext.Data.CreateEnumerable<KeyPrediction>(predictions, reuseRowObject: true).First().PredictedLabel;
        return (mlContext.MulticlassClassification.Evaluate(predictions, labelColumnName: "Label"), first);
    }

    public static IEnumerable<ImageData> LoadImages(string folder) =>
        Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories).Select(path => new ImageData
        {
            ImagePath = Path.GetRelativePath(folder, path),
            Label = Directory.GetParent(path).Name,
        });

    private static (IDataView Train, IDataView Test) Split(MLContext mlContext, string imagesFolder)
    {
        IDataView images = mlContext.Data.ShuffleRows(mlContext.Data.LoadFromEnumerable(LoadImages(imagesFolder)), seed: 2);
        IDataView loaded = mlContext.Transforms.Conversion
            .MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(mlContext.Transforms.LoadRawImageBytes("Image", imagesFolder, "ImagePath"))
            .Fit(images)
            .Transform(images);
        var parts = mlContext.Data.TrainTestSplit(loaded, testFraction: 0.25, seed: 1);
        return (parts.TrainSet, parts.TestSet);
    }
}

public class ImageData
{
    [LoadColumn(0)]
    public string ImagePath;

    [LoadColumn(1)]
    public string Label;
}

public class ImagePrediction
{
    [ColumnName("Score")]
    public float[] Score;

    [ColumnName("PredictedLabel")]
    public string PredictedLabel;
}

public class KeyPrediction
{
    [ColumnName("PredictedLabel")]
    public UInt32 PredictedLabel;
}
