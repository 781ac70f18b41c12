namespace MlNetTransfer.Pipelines.Vision;

/// <summary>What an image-classification training learnt.</summary>
public sealed class ImageClassificationModelParameters : IDisposable
{
    internal ImageClassificationModelParameters(ImageClassifier classifier, TrainingReport? report)
    {
        Classifier = classifier;
        Report = report;
    }

    /// <summary>The classifier itself: it can be saved as a zip that the console host, the web host and the front door read, and is safe for any number of threads.</summary>
    public ImageClassifier Classifier { get; }

    /// <summary>The report of the training; null for models that were loaded or learnt by gradient descent.</summary>
    public TrainingReport? Report { get; }

    /// <summary>Does nothing: models are ordinary memory.</summary>
    public void Dispose()
    {
    }
}
