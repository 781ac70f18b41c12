using Microsoft.ML;
using MlNetTransfer.MicrosoftML.Carrier;

namespace MlNetTransfer.MicrosoftML;

/// <summary>Gets this library's model back out of an ML.NET pipeline, before or after saving.</summary>
public static class ImageTransferModel
{
    /// <summary>Finds the model of a pipeline.</summary>
    /// <param name="mlContext">The context that trained or loaded the pipeline.</param>
    /// <param name="pipeline">What <c>Fit</c> or <c>mlContext.Model.Load</c> returned.</param>
    /// <returns>The first model in the pipeline; null when it has none.</returns>
    public static ImageClassifier? Find(MLContext mlContext, ITransformer pipeline)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(pipeline);
        if (pipeline is ImageTransferTransformer own)
        {
            return own.Model;
        }

        if (pipeline is not IEnumerable<ITransformer> steps)
        {
            return null;
        }

        return ModelCarrier.Read(mlContext, steps) ?? steps.Select(step => Find(mlContext, step)).FirstOrDefault(model => model is not null);
    }
}
