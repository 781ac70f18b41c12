using Microsoft.ML;
using MlNetTransfer.Execution;

namespace MlNetTransfer.MicrosoftML.Tests;

/// <summary>A small set of real photographs, and the pipelines over it. Classes come in an order that is not the alphabet's.</summary>
internal static class Flowers
{
    private const int PerClass = 8;

    public static string Folder { get; } = TestData.Own("images");

    public static PictureInput[] Train { get; } = Pictures("train");

    public static PictureInput[] Test { get; } = Pictures("test");

    /// <summary>Without a cache, so that every training computes what it learns.</summary>
    public static ImageTransferOptions Options { get; } = new()
    {
        Trainer = new ImageClassificationTrainerOptions { NumericMode = NumericMode.Precise, Reading = new PictureReadingOptions { Cache = null } },
    };

    /// <summary>Paths to bytes, labels to keys, training, keys to texts: the pipeline of ML.NET's image samples.</summary>
    public static IEstimator<ITransformer> Pipeline(MLContext ml, ImageTransferOptions? options = null) =>
        ml.Transforms.LoadRawImageBytes("Features", Folder, "ImagePath")
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.MulticlassClassification.Trainers.ImageTransfer(ml, options ?? Options))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedText", "PredictedLabel"));

    private static PictureInput[] Pictures(string part) =>
    [
        .. Directory.GetDirectories(Path.Combine(Folder, part)).OrderDescending(StringComparer.Ordinal).Take(3)
            .SelectMany(d => Directory.GetFiles(d).Order(StringComparer.Ordinal).Take(PerClass)
                .Select(f => new PictureInput { ImagePath = Path.GetRelativePath(Folder, f), Label = Path.GetFileName(d) })),
    ];
}
