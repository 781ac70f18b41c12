using Microsoft.ML;

namespace MlNetTransfer.MicrosoftML;

/// <summary>The estimator where ML.NET's own trainers are found.</summary>
public static class ImageTransferCatalog
{
    /// <summary>Makes an estimator: <c>mlContext.MulticlassClassification.Trainers.ImageTransfer(mlContext)</c>.</summary>
    /// <param name="catalog">The catalogue of trainers.</param>
    /// <param name="mlContext">The context; the catalogue does not let other assemblies reach it.</param>
    /// <param name="options">Columns and training options; null for the defaults.</param>
    /// <returns>The estimator.</returns>
    public static ImageTransferEstimator ImageTransfer(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, MLContext mlContext, ImageTransferOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ImageTransferEstimator(mlContext, options);
    }
}
