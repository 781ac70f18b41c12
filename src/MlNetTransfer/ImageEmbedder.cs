using MlNetTransfer.Backbones;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Training;

namespace MlNetTransfer;

/// <summary>A pretrained network as a fixed feature extractor: pictures in, embedding vectors out, labels carried beside them.</summary>
/// <remarks><b>Threading</b>: safe for any number of threads at once.</remarks>
public sealed class ImageEmbedder
{
    private readonly PretrainedNetwork _network;
    private readonly ImageClassificationTrainerOptions _options;

    /// <summary>Reads a backbone.</summary>
    /// <param name="options">Backbone, its overrides, reading and numeric mode; the head's options do not matter. Null for the defaults.</param>
    /// <exception cref="UnresolvedBackboneException">The backbone is not known, or facts about it are missing; the message says which to give.</exception>
    public ImageEmbedder(ImageClassificationTrainerOptions? options = null)
    {
        _options = options ?? new ImageClassificationTrainerOptions();
        _network = PretrainedNetwork.Load(_options);
    }

    /// <summary>What is known about the backbone.</summary>
    public BackboneSpecification Backbone => _network.Specification;

    /// <summary>Length of an embedding vector.</summary>
    public int FeatureCount => _network.FeatureCount;

    /// <summary>Embeds one decoded picture of any size.</summary>
    /// <param name="image">Upright pixels.</param>
    /// <returns><see cref="FeatureCount"/> floats.</returns>
    public float[] Embed(Image image)
    {
        ImagePreprocessing preprocessing = _network.Specification.Preprocessing;
        byte[] pixels = new byte[preprocessing.PictureBytes];
        ImagePreprocessor.Apply(image, preprocessing, pixels);
        return _network.Run(preprocessing.ToBatch(pixels, 1), CancellationToken.None);
    }

    /// <summary>Embeds a set of labelled pictures: the first of the two steps of training, the second being <see cref="HeadTrainer"/>.</summary>
    /// <param name="path">A folder of class folders (its <c>train</c> part where it has one), or a CSV or TSV manifest.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops; features extracted so far stay in the cache.</param>
    /// <returns>Vectors with labels, files and the skip report.</returns>
    /// <exception cref="UnusableDatasetException">The pictures cannot be used; all problems together.</exception>
    public ExtractedFeatures Extract(string path, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        LabelledPictures pictures = PictureSets.OpenForTraining(path, testPath: null, _options.Reading);
        return Extract(pictures.Train, progress, cancellationToken);
    }

    /// <summary>Embeds listed pictures, files or bytes in memory.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops; features extracted so far stay in the cache.</param>
    /// <returns>Vectors with labels, files and the skip report.</returns>
    /// <exception cref="UnusableDatasetException">Too many pictures cannot be used.</exception>
    public ExtractedFeatures Extract(PictureListing pictures, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return _network.Extract(pictures, new EvaluationRun(_options.Reading, progress, cancellationToken) { Phase = "extracting features" });
    }

    /// <summary>Makes a model of this backbone and a head that was learnt on its features, in whatever way.</summary>
    /// <param name="head">The head: one score a class of <paramref name="train"/>.</param>
    /// <param name="train">What it was learnt on; gives the labels and the fingerprint of the data.</param>
    /// <returns>The model, ready to predict and to be saved.</returns>
    /// <exception cref="ArgumentException">The head's sizes do not fit, or it has numbers that are not finite.</exception>
    public ImageClassifier CreateClassifier(LinearHead head, ExtractedFeatures train)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(train);
        if (head.FeatureCount != FeatureCount || head.ClassCount != train.Listing.ClassNames.Count)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The head takes {head.FeatureCount} features and answers for {head.ClassCount} classes; here are {FeatureCount} features and {train.Listing.ClassNames.Count} classes."),
                nameof(head));
        }

        return ModelAssembly.Compose(_network, head, train);
    }
}
