#nullable disable
using MlNetTransfer.Pipelines;
using MlNetTransfer.Pipelines.Data;

namespace Programs.GeneratedCode;

/// <summary>The shape of what the model builder generates: a training part, a consumption part, all labels with their scores.</summary>
public partial class MLModel
{
    public class ModelInput
    {
        [LoadColumn(0)]
        [ColumnName(@"Label")]
        public string Label { get; set; }

        [LoadColumn(1)]
        [ColumnName(@"ImageSource")]
        public byte[] ImageSource { get; set; }
    }

    public class ModelOutput
    {
        [ColumnName(@"Label")]
        public uint Label { get; set; }

        [ColumnName(@"ImageSource")]
        public byte[] ImageSource { get; set; }

        [ColumnName(@"PredictedLabel")]
        public string PredictedLabel { get; set; }

        [ColumnName(@"Score")]
        public float[] Score { get; set; }
    }

    /// <summary>Stands for the path constant and the lazy static of generated code.</summary>
    public MLModel(MLContext mlContext, string path)
    {
        MLNetModelPath = path;
        PredictEngine = new Lazy<PredictionEngine<ModelInput, ModelOutput>>(() => CreatePredictEngine(mlContext), true);
    }

    public string MLNetModelPath { get; }

    public Lazy<PredictionEngine<ModelInput, ModelOutput>> PredictEngine { get; }

    public IOrderedEnumerable<KeyValuePair<string, float>> PredictAllLabels(ModelInput input)
    {
        ModelOutput result = PredictEngine.Value.Predict(input);
        return GetSortedScoresWithLabels(result);
    }

    public IOrderedEnumerable<KeyValuePair<string, float>> GetSortedScoresWithLabels(ModelOutput result)
    {
        var unlabeledScores = result.Score;
        var labelNames = GetLabels();
        Dictionary<string, float> labeledScores = new Dictionary<string, float>();
        for (int i = 0; i < labelNames.Count(); i++)
        {
            var labelName = labelNames.ElementAt(i);
            labeledScores.Add(labelName.ToString(), unlabeledScores[i]);
        }

        return labeledScores.OrderByDescending(c => c.Value);
    }

    public IEnumerable<string> SlotNames()
    {
        var slots = new VBuffer<ReadOnlyMemory<char>>();
        PredictEngine.Value.OutputSchema.GetColumnOrNull("Score").Value.GetSlotNames(ref slots);
        return slots.DenseValues().Select(x => x.ToString());
    }

    private IEnumerable<string> GetLabels()
    {
        var schema = PredictEngine.Value.OutputSchema;
        var labelColumn = schema.GetColumnOrNull("Label");
        if (labelColumn == null)
        {
            throw new InvalidOperationException("Label column not found. Make sure the name searched for matches the name in the schema.");
        }

        var keyNames = new VBuffer<ReadOnlyMemory<char>>();
        labelColumn.Value.GetKeyValues(ref keyNames);
        return keyNames.DenseValues().Select(x => x.ToString());
    }

    private PredictionEngine<ModelInput, ModelOutput> CreatePredictEngine(MLContext mlContext)
    {
        ITransformer mlModel = mlContext.Model.Load(MLNetModelPath, out var _);
        return mlContext.Model.CreatePredictionEngine<ModelInput, ModelOutput>(mlModel);
    }

    public static void Train(MLContext mlContext, string outputModelPath, string inputDataFolderPath)
    {
        var data = LoadImageFromFolder(mlContext, inputDataFolderPath);
        var model = RetrainModel(mlContext, data);
        SaveModel(mlContext, model, data, outputModelPath);
    }

    public static IDataView LoadImageFromFolder(MLContext mlContext, string folder)
    {
        var res = new List<ModelInput>();
        var allowedImageExtensions = new[] { ".png", ".jpg", ".jpeg", ".gif" };
        DirectoryInfo rootDirectoryInfo = new DirectoryInfo(folder);
        DirectoryInfo[] subDirectories = rootDirectoryInfo.GetDirectories();
        if (subDirectories.Length == 0)
        {
            throw new InvalidOperationException("fail to find subdirectories");
        }

        foreach (DirectoryInfo directory in subDirectories)
        {
            var imageList = directory.EnumerateFiles().Where(f => allowedImageExtensions.Contains(f.Extension.ToLowerInvariant()));
            if (imageList.Any())
            {
                res.AddRange(imageList.Select(i => new ModelInput
                {
                    Label = directory.Name,
                    ImageSource = File.ReadAllBytes(i.FullName),
                }));
            }
        }

        return mlContext.Data.LoadFromEnumerable(res);
    }

    public static void SaveModel(MLContext mlContext, ITransformer model, IDataView data, string modelSavePath)
    {
        DataViewSchema dataViewSchema = data.Schema;
        using (var fs = File.Create(modelSavePath))
        {
            mlContext.Model.Save(model, dataViewSchema, fs);
        }
    }

    public static ITransformer RetrainModel(MLContext mlContext, IDataView trainData)
    {
        var pipeline = BuildPipeline(mlContext);
        var model = pipeline.Fit(trainData);
        return model;
    }

    public static IEstimator<ITransformer> BuildPipeline(MLContext mlContext)
    {
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey(outputColumnName: @"Label", inputColumnName: @"Label", addKeyValueAnnotationsAsText: false)
            .Append(mlContext.Transforms.CopyColumns(@"Features", @"ImageSource"))
            .Append(mlContext.MulticlassClassification.Trainers.ImageClassification(labelColumnName: @"Label"))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue(outputColumnName: @"PredictedLabel", inputColumnName: @"PredictedLabel"));
        return pipeline;
    }
}
