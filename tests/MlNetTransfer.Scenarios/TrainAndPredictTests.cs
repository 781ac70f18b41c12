namespace MlNetTransfer.Scenarios;

/// <summary>The library's main path on pictures that the repository brings.</summary>
public sealed class TrainAndPredictTests
{
    [Fact]
    public void Training_saving_loading_and_predicting_agree_to_the_bit()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        ImageClassificationTrainer trainer = new(WithCache(folder));
        TrainingResult result = trainer.Fit(pictures);
        string zip = folder.File("model.zip");
        result.Model.Save(zip);

        PredictionEngine engine = PredictionEngine.Load(zip);
        EvaluationReport evaluation = engine.Model.Evaluate(pictures, new PictureReadingOptions { Cache = null });
        EvaluatedPicture[] evaluated = [.. evaluation.Pictures];
        string[] files = [.. evaluated.Select(p => Path.Combine(pictures, "test", p.Path))];
        Assert.Equal(3 * SmallSet.TestPerClass, files.Length);
        Assert.Equal(result.Report.Test!.Pictures.SelectMany(p => p.Prediction.Probabilities), evaluated.SelectMany(p => p.Prediction.Probabilities));
        Assert.Equal(evaluated.SelectMany(p => p.Prediction.Probabilities), files.SelectMany(f => engine.Predict(f).Probabilities));
        Assert.Equal(evaluated.SelectMany(p => p.Prediction.Probabilities), engine.PredictFiles(files).SelectMany(f => f.Prediction!.Probabilities));
    }

    [Fact]
    public void Probabilities_do_not_depend_on_threads_batches_streams_or_callers()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        ImageClassifier model = new ImageClassificationTrainer(WithCache(folder)).Fit(pictures).Model;
        string[] files = [.. Directory.GetFiles(Path.Combine(pictures, "test"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        PredictionEngine engine = model.CreatePredictionEngine();
        float[] expected = [.. files.SelectMany(f => engine.Predict(f).Probabilities)];
        foreach ((int threads, int batch) in new[] { (1, 1), (1, 7), (3, 16) })
        {
            PredictionEngine other = model.CreatePredictionEngine(new PredictionOptions { ThreadCount = threads, BatchSize = batch });
            Assert.Equal(expected, other.PredictFiles(files).SelectMany(f => f.Prediction!.Probabilities));
        }

        float[][] concurrent = new float[files.Length][];
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using FileStream stream = File.OpenRead(files[i]);
            concurrent[i] = [.. engine.Predict(stream).Probabilities];
        });
        Assert.Equal(expected, concurrent.SelectMany(p => p));
    }

    [Fact]
    public void Equal_inputs_give_equal_model_bytes()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        foreach (string name in new[] { "a.zip", "b.zip" })
        {
            new ImageClassificationTrainer(WithCache(folder)).Fit(pictures).Model.Save(folder.File(name));
        }

        Assert.Equal(File.ReadAllBytes(folder.File("a.zip")), File.ReadAllBytes(folder.File("b.zip")));
    }

    [Fact]
    public void A_second_training_takes_every_feature_from_the_cache_and_one_new_picture_costs_one_picture()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        ImageClassificationTrainer trainer = new(WithCache(folder));
        TrainingReport first = trainer.Fit(pictures).Report;
        TrainingReport second = trainer.Fit(pictures).Report;
        string train = Directory.GetDirectories(Path.Combine(pictures, "train")).Order(StringComparer.Ordinal).First();
        string unseen = Directory.GetFiles(TestData.Own("images", "train", Path.GetFileName(train))).Order(StringComparer.Ordinal).Last();
        File.Copy(unseen, Path.Combine(train, "one-more.jpg"));
        TrainingReport third = trainer.Fit(pictures).Report;
        Assert.Equal(0, first.FromCache);
        Assert.Equal(second.Images.Used, second.FromCache);
        Assert.Equal(second.Images.Used + 1, third.Images.Used);
        Assert.Equal(second.Images.Used, third.FromCache);
        Assert.Equal(first.Test!.Metrics.LogLoss, second.Test!.Metrics.LogLoss);
        string[] classes = [.. Directory.GetDirectories(Path.Combine(pictures, "train")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];
        Assert.Equal(classes, first.LeftOut.Classes.Select(c => c.Name));
        Assert.Equal(classes, first.Test.Metrics.Classes.Select(c => c.Name));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_told_and_changes_nothing_else()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        File.WriteAllText(folder.File("file"), "a file where the cache's folder should be");
        ImageClassificationTrainerOptions blocked = new()
        {
            Reading = new PictureReadingOptions { Cache = new Datasets.Caching.FeatureCacheOptions { Folder = Path.Combine(folder.File("file"), "cache") } },
        };
        TrainingReport with = new ImageClassificationTrainer(WithCache(folder)).Fit(pictures).Report;
        TrainingReport without = new ImageClassificationTrainer(blocked).Fit(pictures).Report;
        Assert.Empty(with.Warnings);
        Assert.Contains(without.Warnings, w => w.Contains("cache", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(with.LeftOut.LogLoss, without.LeftOut.LogLoss);
    }

    [Fact]
    public void Bad_pictures_are_counted_named_and_explained()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        string train = Directory.GetDirectories(Path.Combine(pictures, "train")).Order(StringComparer.Ordinal).First();
        File.WriteAllText(Path.Combine(train, "page.jpg"), "<html><body>404</body></html>");
        File.WriteAllBytes(Path.Combine(train, "empty.png"), []);
        TrainingReport report = new ImageClassificationTrainer(WithCache(folder)).Fit(pictures).Report;
        Assert.Equal(report.Images.Found, report.Images.Used + report.Images.Skipped.Count);
        Assert.Equal(["empty.png", "page.jpg"], report.Images.Skipped.Select(s => Path.GetFileName(s.RelativePath)).Order(StringComparer.Ordinal));
        Assert.All(report.Images.Skipped, s => Assert.NotEmpty(s.Message));
    }

    [Fact]
    public void Golden_answers_in_the_zip_are_replayed_to_the_bit_and_damage_is_noticed()
    {
        using TemporaryFolder folder = new();
        ImageClassifier model = new ImageClassificationTrainer(WithCache(folder)).Fit(SmallSet.CopyTo(folder)).Model;
        string zip = folder.File("model.zip");
        model.Save(zip);
        var report = ImageClassifier.Load(zip).Verify();
        Assert.True(report is { IsPassed: true, IsExact: true, IsSameMachine: true, CaseCount: > 0 });
        byte[] bytes = File.ReadAllBytes(zip);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(zip, bytes);
        Graphs.InvalidModelException damage = Assert.Throws<Graphs.InvalidModelException>(() => ImageClassifier.Load(zip));
        Assert.Contains("model.zip", damage.Message, StringComparison.Ordinal);
    }

    private static ImageClassificationTrainerOptions WithCache(TemporaryFolder folder) => new()
    {
        Reading = new PictureReadingOptions { Cache = new Datasets.Caching.FeatureCacheOptions { Folder = folder.File("cache") } },
    };
}
