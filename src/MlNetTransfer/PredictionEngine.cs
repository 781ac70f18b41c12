using System.Buffers;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Streaming;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Tensors;

namespace MlNetTransfer;

/// <summary>Answers for pictures with a model: from files, bytes, streams or pixels, one by one or many.</summary>
/// <remarks>
/// <b>Threading</b>: safe for any number of threads at once; share one engine. The same picture gives the same bits alone, in a batch,
/// at any thread count.
/// </remarks>
public sealed class PredictionEngine
{
    private readonly ClassifierNetwork _network;
    private readonly PredictionOptions _options;
    private readonly PictureViews _views;
    private readonly DecodeOptions _decode;

    internal PredictionEngine(ImageClassifier model, ClassifierNetwork network, PredictionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.TopCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize);
        Model = model;
        _network = network;
        _options = options;
        _views = new PictureViews(network.Preprocessing, options.TestTimeAugmentation);
        Warnings = FlipSafety.FindConcerns(options.TestTimeAugmentation, model.Labels);
        _decode = options.Decode with { InverseDct = network.Preprocessing.InverseDct };
    }

    /// <summary>The model.</summary>
    public ImageClassifier Model { get; }

    /// <summary>What speaks against the options: classes that a mirror image may change. One sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    private int PixelLength => _views.Bytes;

    /// <summary>Loads a model zip and makes an engine for it.</summary>
    /// <param name="path">The model zip, of this library or of ML.NET's image classification.</param>
    /// <param name="options">How pictures are read and how many classes are returned; null for the defaults.</param>
    /// <returns>A thread-safe engine.</returns>
    /// <exception cref="Graphs.InvalidModelException">The file is damaged, hostile or of a newer format.</exception>
    public static PredictionEngine Load(string path, PredictionOptions? options = null) => ImageClassifier.Load(path).CreatePredictionEngine(options);

    /// <summary>Answers for one picture file.</summary>
    /// <param name="path">JPEG, PNG, BMP or GIF.</param>
    /// <param name="cancellationToken">Stops between the network's steps.</param>
    /// <returns>Classes and probabilities.</returns>
    /// <exception cref="InvalidImageException">The picture cannot be used; the message names the file and says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ImagePrediction Predict(string path, CancellationToken cancellationToken = default)
    {
        FileInfo file = new(path);
        return file.Exists && file.Length > _decode.MaxFileBytes
            ? throw TooLarge(path, file.Length)
            : Predict(File.ReadAllBytes(path), path, cancellationToken);
    }

    /// <summary>Answers for one encoded picture.</summary>
    /// <param name="encoded">The bytes of a JPEG, PNG, BMP or GIF file.</param>
    /// <param name="cancellationToken">Stops between the network's steps.</param>
    /// <returns>Classes and probabilities.</returns>
    /// <exception cref="InvalidImageException">The picture cannot be used; the message says why.</exception>
    public ImagePrediction Predict(ReadOnlySpan<byte> encoded, CancellationToken cancellationToken = default) => Predict(encoded, "picture", cancellationToken);

    /// <summary>Answers for one encoded picture, read to the stream's end.</summary>
    /// <param name="stream">A JPEG, PNG, BMP or GIF file; not closed.</param>
    /// <param name="cancellationToken">Stops between the network's steps.</param>
    /// <returns>Classes and probabilities.</returns>
    /// <exception cref="InvalidImageException">The picture cannot be used; the message says why.</exception>
    public ImagePrediction Predict(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream copy = new();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(81_920);
        try
        {
            for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                copy.Write(buffer, 0, read);
                if (copy.Length > _decode.MaxFileBytes)
                {
                    throw TooLarge("stream", copy.Length);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Predict(copy.GetBuffer().AsSpan(0, (int)copy.Length), "stream", cancellationToken);
    }

    /// <summary>Answers for one decoded picture of any size.</summary>
    /// <param name="image">Upright pixels.</param>
    /// <param name="cancellationToken">Stops between the network's steps.</param>
    /// <returns>Classes and probabilities.</returns>
    public ImagePrediction Predict(Image image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        byte[] pixels = ArrayPool<byte>.Shared.Rent(PixelLength);
        try
        {
            _views.Apply(image, pixels.AsSpan(0, PixelLength));
            return AnswerOne(pixels, warning: null, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    /// <summary>Answers for decoded pictures of any sizes, several at a time.</summary>
    /// <param name="images">Upright pixels.</param>
    /// <param name="cancellationToken">Stops between the network's steps.</param>
    /// <returns>One answer a picture, in order.</returns>
    public IReadOnlyList<ImagePrediction> Predict(IReadOnlyList<Image> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        List<ImagePrediction> answers = new(images.Count);
        for (int start = 0; start < images.Count; start += _options.BatchSize)
        {
            int count = Math.Min(_options.BatchSize, images.Count - start);
            byte[] pixels = new byte[checked(count * PixelLength)];
            for (int i = 0; i < count; i++)
            {
                _views.Apply(images[start + i], pixels.AsSpan(i * PixelLength, PixelLength));
            }

            answers.AddRange(Answers(_views.ToBatch(pixels, count), cancellationToken));
        }

        return answers;
    }

    /// <summary>Answers for many files, decoding ahead in parallel; files that cannot be used get a reason instead of an answer.</summary>
    /// <param name="paths">JPEG, PNG, BMP or GIF files.</param>
    /// <param name="cancellationToken">Stops between the network's steps.</param>
    /// <returns>One result a file, in the order given.</returns>
    public IReadOnlyList<FilePrediction> PredictFiles(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Predict(new PictureListing(Directory.GetCurrentDirectory(), ["?"], [.. paths.Select(p => new PictureItem(p, 0))]), cancellationToken);
    }

    /// <summary>Answers for listed pictures, files or bytes in memory, decoding ahead in parallel; pictures that cannot be used get a reason instead of an answer.</summary>
    /// <param name="pictures">The pictures; their labels do not matter.</param>
    /// <param name="cancellationToken">Stops between the network's steps.</param>
    /// <returns>One result a picture, in the listing's order.</returns>
    public IReadOnlyList<FilePrediction> Predict(PictureListing pictures, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        PictureStream stream = new(pictures, new PictureStreamOptions
        {
            Preprocessing = _network.Preprocessing,
            Views = _options.TestTimeAugmentation,
            BatchSize = _options.BatchSize,
            WorkerCount = _options.ThreadCount,
            Decode = _options.Decode,
            AcceptDamaged = _options.AcceptDamaged,
            MaxSkippedFraction = 1,
            MaxConsecutiveSkips = 0,
        });
        FilePrediction[] results = [.. pictures.Items.Select(p => new FilePrediction(p.RelativePath, Prediction: null, Error: null))];
        foreach (PictureBatch batch in stream.ReadBatches(cancellationToken))
        {
            foreach ((int item, ImagePrediction answer) in batch.Items.Zip(Answers(batch.Pixels, cancellationToken)))
            {
                results[item] = results[item] with { Prediction = answer };
            }
        }

        ILookup<string, string> reasons = stream.Report!.Skipped.ToLookup(s => s.RelativePath, s => s.Message, StringComparer.Ordinal);
        return [.. results.Select(r => r.Prediction is null ? r with { Error = reasons[r.Path].FirstOrDefault() ?? "not used" } : r)];
    }

    private ImagePrediction Predict(ReadOnlySpan<byte> encoded, string name, CancellationToken cancellationToken)
    {
        byte[] pixels = ArrayPool<byte>.Shared.Rent(PixelLength);
        try
        {
            DecodeResult result = _views.Decode(encoded, _decode, pixels.AsMemory(0, PixelLength));
            bool isDamaged = result.Outcome == DecodeOutcome.Damaged;
            return result.Outcome == DecodeOutcome.Ok || (isDamaged && _options.AcceptDamaged)
                ? AnswerOne(pixels, isDamaged ? result.Message : null, cancellationToken)
                : throw new InvalidImageException($"{name}: {result.Message}") { Format = result.Format, Reason = result.Reason, ByteOffset = result.ByteOffset };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    /// <summary>Answer for the views of one picture at the network's size, which may lie in a longer buffer.</summary>
    private ImagePrediction AnswerOne(byte[] pixels, string? warning, CancellationToken cancellationToken)
    {
        PixelBatch batch = _views.ToBatch(pixels.AsMemory(0, PixelLength), 1);
        return Answers(batch, cancellationToken).Single() with { Warning = warning };
    }

    private IEnumerable<ImagePrediction> Answers(PixelBatch pixels, CancellationToken cancellationToken)
    {
        int classCount = Model.Labels.Count;
        float[] probabilities = ViewAverage.Of(_network.Run(pixels, cancellationToken).Probabilities, _views.Count, classCount);
        return Enumerable.Range(0, pixels.Count / _views.Count)
            .Select(i => Ranking.Of(probabilities.AsMemory(i * classCount, classCount), Model.Labels, _options.TopCount));
    }

    private InvalidImageException TooLarge(string name, long length) =>
        new(FormattableString.Invariant($"{name}: the file has {length:N0} bytes or more; at most {_decode.MaxFileBytes:N0} are read. Shrink the picture or raise the limit."))
        {
            Reason = DecodeReason.FileTooLarge,
        };
}
