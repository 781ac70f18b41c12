using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Preprocessing.Augmentation;

namespace MlNetTransfer.Scenarios;

/// <summary>Answers averaged over several views of a picture.</summary>
public sealed class TestTimeTests
{
    [Theory]
    [InlineData(TestTimeAugmentation.None)]
    [InlineData(TestTimeAugmentation.Flip)]
    [InlineData(TestTimeAugmentation.FlipAndCorners)]
    public void The_answer_is_the_mean_of_the_plain_answers_for_the_views(TestTimeAugmentation kind)
    {
        using TemporaryFolder folder = new();
        (ImageClassifier model, string[] files) = Train(folder);
        ImagePreprocessing preprocessing = model.Manifest.Preprocessing.ToPreprocessing();
        Augmenter augmenter = Augmenter.Create(AugmentationOptions.None, preprocessing);
        PredictionEngine plain = model.CreatePredictionEngine();
        PredictionEngine averaged = model.CreatePredictionEngine(new PredictionOptions { TestTimeAugmentation = kind });
        foreach (string file in files.Take(3))
        {
            Image image = ImageDecoder.Decode(File.ReadAllBytes(file), preprocessing.ToDecodeOptions()).Image!;
            IReadOnlyList<float>[] views = [.. TestTimeViews.Of(kind).Select(v => plain.Predict(View(augmenter, image, v)).Probabilities)];
            float[] expected = [.. Enumerable.Range(0, model.Labels.Count).Select(c => (float)(views.Sum(v => (double)v[c]) / views.Length))];
            Assert.Equal(expected, averaged.Predict(image).Probabilities);
            Assert.Equal(plain.Predict(file).Probabilities, views[0]);
            Assert.Equal(kind == TestTimeAugmentation.None, averaged.Predict(image).Probabilities.SequenceEqual(plain.Predict(image).Probabilities));
        }
    }

    [Fact]
    public void A_picture_gets_the_same_bits_from_every_overload_at_any_batch_and_thread_count_and_when_evaluated()
    {
        using TemporaryFolder folder = new();
        (ImageClassifier model, string[] files) = Train(folder);
        PredictionOptions options = new() { TestTimeAugmentation = TestTimeAugmentation.FlipAndZoom };
        PredictionEngine engine = model.CreatePredictionEngine(options);
        float[] expected = [.. files.SelectMany(f => engine.Predict(f).Probabilities)];
        Assert.Equal(expected, files.SelectMany(f => engine.Predict(File.ReadAllBytes(f)).Probabilities));
        Assert.Equal(expected, files.SelectMany(f => engine.Predict(new MemoryStream(File.ReadAllBytes(f))).Probabilities));
        Image[] images = [.. files.Select(f => ImageDecoder.Decode(File.ReadAllBytes(f), model.Manifest.Preprocessing.ToPreprocessing().ToDecodeOptions()).Image!)];
        Assert.Equal(expected, images.SelectMany(i => engine.Predict(i).Probabilities));
        Assert.Equal(expected, engine.Predict(images).SelectMany(a => a.Probabilities));
        foreach ((int threads, int batch) in new[] { (1, 1), (2, 5), (3, 16) })
        {
            PredictionEngine other = model.CreatePredictionEngine(options with { ThreadCount = threads, BatchSize = batch });
            Assert.Equal(expected, other.PredictFiles(files).SelectMany(f => f.Prediction!.Probabilities));
        }

        PictureReadingOptions reading = new() { Cache = new Datasets.Caching.FeatureCacheOptions { Folder = folder.File("cache") } };
        string pictures = folder.File("pictures");
        foreach (bool isCached in new[] { false, true })
        {
            EvaluationReport report = model.Evaluate(pictures, TestTimeAugmentation.FlipAndZoom, reading);
            Assert.Equal(expected, report.Pictures.SelectMany(p => p.Prediction.Probabilities));
            Assert.Equal(isCached ? files.Length : 0, report.FromCache);
            Assert.Equal(TestTimeAugmentation.FlipAndZoom, report.TestTimeAugmentation);
        }

        EvaluationReport plain = model.Evaluate(pictures, reading);
        Assert.Equal(files.SelectMany(f => model.Predict(f).Probabilities), plain.Pictures.SelectMany(p => p.Prediction.Probabilities));
        Assert.NotEqual(expected, plain.Pictures.SelectMany(p => p.Prediction.Probabilities));
    }

    [Fact]
    public void The_console_averages_views_and_warns_of_classes_that_a_mirror_image_may_change()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        foreach (string part in new[] { "train", "test" })
        {
            string first = Directory.GetDirectories(Path.Combine(pictures, part)).Order(StringComparer.Ordinal).First();
            Directory.Move(first, Path.Combine(pictures, part, "turn left"));
        }

        ImageClassifier model = new ImageClassificationTrainer(Options).Fit(pictures).Model;
        string zip = folder.File("model.zip");
        model.Save(zip);
        string file = Directory.GetFiles(Path.Combine(pictures, "test", "turn left")).Order(StringComparer.Ordinal).First();
        PredictionEngine engine = model.CreatePredictionEngine(new PredictionOptions { TestTimeAugmentation = TestTimeAugmentation.FlipAndZoom });
        Assert.Contains("'turn left'", Assert.Single(engine.Warnings), StringComparison.Ordinal);
        Assert.Empty(model.CreatePredictionEngine().Warnings);

        CommandLine.Result predicted = CommandLine.Run("predict", zip, file, "--test-time", "flip-and-zoom", "--json");
        Assert.Equal(0, predicted.ExitCode);
        Assert.Contains("turn left", predicted.Error, StringComparison.Ordinal);
        float[] found = [.. predicted.Json.GetProperty("predictions")[0].GetProperty("probabilities").EnumerateArray().Select(p => p.GetSingle())];
        Assert.Equal(engine.Predict(file).Probabilities, found);

        CommandLine.Result evaluated = CommandLine.Run("evaluate", zip, pictures, "--test-time", "flip", "--no-cache", "--json");
        Assert.Equal(0, evaluated.ExitCode);
        Assert.Equal("flip", evaluated.Json.GetProperty("testTime").GetString());
        Assert.Equal(
            model.Evaluate(pictures, TestTimeAugmentation.Flip, new PictureReadingOptions { Cache = null }).Metrics.LogLoss,
            evaluated.Json.GetProperty("test").GetProperty("logLoss").GetDouble());

        CommandLine.Result wrong = CommandLine.Run("predict", zip, file, "--test-time", "sideways");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("flip-and-corners (12)", wrong.Error, StringComparison.Ordinal);
    }

    private static ImageClassificationTrainerOptions Options => new() { Reading = new PictureReadingOptions { Cache = null } };

    private static (ImageClassifier Model, string[] Files) Train(TemporaryFolder folder)
    {
        string pictures = SmallSet.CopyTo(folder);
        ImageClassifier model = new ImageClassificationTrainer(Options).Fit(pictures).Model;
        EvaluationReport order = model.Evaluate(pictures, new PictureReadingOptions { Cache = null });
        return (model, [.. order.Pictures.Select(p => Path.Combine(pictures, "test", p.Path))]);
    }

    private static Image View(Augmenter augmenter, Image image, AugmentationDraw view)
    {
        byte[] pixels = new byte[augmenter.Preprocessing.Width * augmenter.Preprocessing.Height * Image.ChannelCount];
        augmenter.Apply(image, view, pixels);
        return new Image(augmenter.Preprocessing.Width, augmenter.Preprocessing.Height, pixels);
    }
}
