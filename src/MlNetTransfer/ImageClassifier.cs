using MlNetTransfer.Datasets;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Persistence.MlNet;
using MlNetTransfer.Preprocessing.Augmentation;

namespace MlNetTransfer;

/// <summary>A trained model: labels, preprocessing and one complete network. Immutable; made by <see cref="ImageClassificationTrainer"/> or loaded from a zip.</summary>
/// <remarks><b>Threading</b>: safe for any number of threads at once. The network is compiled at the first use.</remarks>
public sealed class ImageClassifier
{
    private readonly ModelArchiveContent _content;
    private readonly Lazy<ClassifierNetwork> _network;
    private readonly Lazy<PredictionEngine> _engine;

    internal ImageClassifier(ModelArchiveContent content, string source, Lazy<ClassifierNetwork> network)
    {
        _content = content;
        Source = source;
        _network = network;
        _engine = new Lazy<PredictionEngine>(() => CreatePredictionEngine());
    }

    /// <summary>Class names, in the order of the probabilities.</summary>
    public IReadOnlyList<string> Labels => _content.Manifest.Labels;

    /// <summary>Everything the model says about itself: backbone and licence, preprocessing, head, metrics, data fingerprint.</summary>
    public ModelManifest Manifest => _content.Manifest;

    /// <summary>The file the model was loaded from, or a word for one that was just trained.</summary>
    public string Source { get; }

    /// <summary>Whether the model was read from a zip that ML.NET saved; <see cref="Save(string)"/> makes it one of this library.</summary>
    public bool IsFromMlNet { get; private init; }

    /// <summary>Reads a model zip, verifying every hash before anything is used. Nothing in it is executed.</summary>
    /// <remarks>A zip that ML.NET's image classification saved is read too, without ML.NET and TensorFlow: it answers as it did there. Its checksums are verified.</remarks>
    /// <param name="path">The file.</param>
    /// <returns>The model.</returns>
    /// <exception cref="Graphs.InvalidModelException">The file is missing, damaged, hostile, of a newer format, or an ML.NET model of another kind.</exception>
    /// <exception cref="Graphs.UnsupportedOperatorException">An ML.NET model uses operators that cannot be run; all are listed.</exception>
    public static ImageClassifier Load(string path) => FromBytes(ModelArchiveReader.ReadFile(path, ArchiveLimits.Default), path);

    /// <summary>Reads a model zip from memory.</summary>
    /// <param name="zip">The whole file.</param>
    /// <returns>The model.</returns>
    /// <exception cref="Graphs.InvalidModelException">The file is damaged, hostile, of a newer format, or an ML.NET model of another kind.</exception>
    /// <exception cref="Graphs.UnsupportedOperatorException">An ML.NET model uses operators that cannot be run; all are listed.</exception>
    public static ImageClassifier Load(ReadOnlyMemory<byte> zip) => FromBytes(zip, "model");

    /// <summary>Makes a model of a pretrained network's own classes, without any training.</summary>
    /// <param name="options">Backbone, its overrides and numeric mode; the rest does not matter.</param>
    /// <returns>The model; it predicts and evaluates like a trained one.</returns>
    /// <exception cref="Backbones.UnresolvedBackboneException">Scores, class names or preprocessing are not known; the message lists the flags to give.</exception>
    public static ImageClassifier FromPretrained(ImageClassificationTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StockModel.Create(options);
    }

    /// <summary>Writes the model as one zip; the file is the old or the new one, whatever happens meanwhile.</summary>
    /// <remarks>A model without golden answers (read from ML.NET's zip, or a stock network) gets them here, from this machine.</remarks>
    /// <param name="path">The file; replaced when it exists.</param>
    /// <exception cref="Persistence.FileWriteException">The file cannot be written; the message says why and what to do.</exception>
    public void Save(string path) => ModelArchiveWriter.Save(path, Complete());

    /// <summary>Writes the model as one zip.</summary>
    /// <param name="stream">Receives the zip, front to back; not closed.</param>
    public void Save(Stream stream) => ModelArchiveWriter.Write(stream, Complete());

    /// <summary>The complete network as an ONNX file: pixels in, features, scores and probabilities out. Any ONNX runtime can run it.</summary>
    /// <returns>The file's bytes.</returns>
    public byte[] ExportOnnx() => _content.Network.ToArray();

    /// <summary>Makes an engine with options of its own; it shares the model.</summary>
    /// <param name="options">How pictures are read and how many classes are returned; null for the defaults.</param>
    /// <returns>A thread-safe engine.</returns>
    public PredictionEngine CreatePredictionEngine(PredictionOptions? options = null)
    {
        PredictionOptions chosen = options ?? new PredictionOptions();
        return new PredictionEngine(this, chosen.ThreadCount == 0 || chosen.ThreadCount == _network.Value.ThreadCount ? _network.Value : new ClassifierNetwork(_content, Source, chosen.ThreadCount), chosen);
    }

    /// <summary>Answers for one picture file, with default options.</summary>
    /// <param name="path">JPEG, PNG, BMP or GIF.</param>
    /// <returns>Classes and probabilities.</returns>
    /// <exception cref="Imaging.InvalidImageException">The picture cannot be used; the message names the file and says why.</exception>
    public ImagePrediction Predict(string path) => _engine.Value.Predict(path);

    /// <summary>Measures the model on labelled pictures.</summary>
    /// <param name="path">A folder of class folders (its <c>test</c> part where it has one), or a CSV or TSV manifest.</param>
    /// <param name="options">How pictures are read; null for the defaults.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops; nothing is lost but the result.</param>
    /// <returns>Metrics with intervals, and each picture's answer.</returns>
    /// <exception cref="UnusableDatasetException">The pictures cannot be used.</exception>
    public EvaluationReport Evaluate(
        string path, PictureReadingOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Evaluate(path, TestTimeAugmentation.None, options, progress, cancellationToken);

    /// <summary>Measures the model on several views of each labelled picture, as an engine with <see cref="PredictionOptions.TestTimeAugmentation"/> answers.</summary>
    /// <param name="path">A folder of class folders (its <c>test</c> part where it has one), or a CSV or TSV manifest.</param>
    /// <param name="views">Views of each picture whose probabilities are averaged.</param>
    /// <param name="options">How pictures are read; null for the defaults.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops; nothing is lost but the result.</param>
    /// <returns>Metrics with intervals, and each picture's answer; warnings where class names speak against mirror images.</returns>
    /// <exception cref="UnusableDatasetException">The pictures cannot be used.</exception>
    public EvaluationReport Evaluate(
        string path,
        TestTimeAugmentation views,
        PictureReadingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        PictureReadingOptions reading = options ?? new PictureReadingOptions();
        PictureListing pictures = PictureSets.OpenForEvaluation(path, Labels, reading);
        return Evaluator.Run(this, _network.Value, pictures, new EvaluationRun(reading, progress, cancellationToken) { Views = views });
    }

    /// <summary>Compiles the network, replays the golden inputs that the zip carries and compares the answers: to the bit on an equal machine, within the stated tolerance elsewhere.</summary>
    /// <returns>What was compared and how far the answers are apart.</returns>
    public GoldenReport Verify()
    {
        ClassifierNetwork network = _network.Value;
        ModelArchive archive = ModelArchiveReader.Read(Source, ToBytes());
        return GoldenReplay.Run(archive, ClassifierNetwork.Machine, pixels => network.RunOne(pixels));
    }

    /// <summary>The compiled network, for the parts of the library that share it.</summary>
    internal ClassifierNetwork Compiled => _network.Value;

    /// <summary>The same model with more measured figures in its manifest.</summary>
    internal ImageClassifier WithMetrics(IEnumerable<KeyValuePair<string, double>> metrics)
    {
        SortedDictionary<string, double> all = new(StringComparer.Ordinal);
        foreach ((string name, double value) in _content.Manifest.Metrics.Concat(metrics))
        {
            all[name] = value;
        }

        return new ImageClassifier(_content with { Manifest = _content.Manifest with { Metrics = all } }, Source, _network) { IsFromMlNet = IsFromMlNet };
    }

    private static ImageClassifier FromBytes(ReadOnlyMemory<byte> file, string source)
    {
        if (ModelArchiveReader.IsSealed(file) || !MlNetArchive.IsOne(file))
        {
            return FromArchive(ModelArchiveReader.Read(source, file), source);
        }

        ModelArchiveContent content = MlNetModel.ToContent(MlNetArchive.Read(source, file), source);
        return new ImageClassifier(content, source, Compiling(content, source)) { IsFromMlNet = true };
    }

    private static Lazy<ClassifierNetwork> Compiling(ModelArchiveContent content, string source) =>
        new(() => new ClassifierNetwork(content, source, threadCount: 0));

    private static ImageClassifier FromArchive(ModelArchive archive, string source)
    {
        ModelArchiveContent content = new()
        {
            Manifest = archive.Manifest,
            Network = archive.Network,
            Goldens = archive.Goldens,
            Machine = archive.Manifest.Golden?.Machine ?? ClassifierNetwork.Machine,
            Tolerance = archive.Manifest.Golden?.Tolerance ?? ClassifierNetwork.GoldenTolerance,
        };
        return new ImageClassifier(content, source, Compiling(content, source));
    }

    private ModelArchiveContent Complete() => _content.Goldens.Count > 0 ? _content : ModelAssembly.WithGoldens(_content, _network.Value);

    private byte[] ToBytes()
    {
        using MemoryStream stream = new();
        ModelArchiveWriter.Write(stream, _content);
        return stream.ToArray();
    }
}
