using MlNetTransfer.Backbones;
using MlNetTransfer.Backbones.Published;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Imaging;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Runtime;
using MlNetTransfer.Pipelines.Vision;
using MlNetTransfer.Preprocessing.Augmentation;
using Trainer = MlNetTransfer.Pipelines.Vision.ImageClassificationTrainer;

namespace MlNetTransfer.Pipelines.Tests;

/// <summary>Training, prediction and what goes wrong with them.</summary>
public sealed class ClassifierTests
{
    private const int PerClass = 10;

    [Theory]
    [InlineData(Trainer.HeadMethod.ClosedForm)]
    [InlineData(Trainer.HeadMethod.GradientDescent)]
    public void Views_engines_and_loaded_models_answer_with_the_classifiers_bits(Trainer.HeadMethod method)
    {
        using TemporaryFolder folder = new();
        MLContext context = new(seed: 3);
        IDataView train = Load(context, PictureFolders.Copy(folder, "train", PerClass));
        IDataView test = Load(context, PictureFolders.Copy(folder, "test", perClass: 3));
        var chain = Keys(context).Append(context.MulticlassClassification.Trainers.ImageClassification(Options(o => o.HeadMethod = method)))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        ITransformer model = chain.Fit(train);
        ImageClassifier classifier = ((IEnumerable<ITransformer>)model).OfType<MulticlassPredictionTransformer<ImageClassificationModelParameters>>().Single().Model.Classifier;
        string zip = folder.File("model.zip");
        context.Model.Save(model, train.Schema, zip);
        ITransformer loaded = new MLContext().Model.Load(zip, out DataViewSchema schema);
        Assert.Equal(["ImagePath", "Label"], schema.Select(c => c.Name));

        string[] files = [.. test.GetColumn<string>("ImagePath")];
        float[][] expected = [.. files.Select(f => classifier.CreatePredictionEngine().Predict(f).Probabilities.ToArray())];
        string[] labels = [.. expected.Select(p => classifier.Labels[p.AsSpan().IndexOf(p.Max())])];
        foreach (ITransformer one in new[] { model, loaded })
        {
            Assert.Equal(expected, one.Transform(test).GetColumn<float[]>("Score"));
            Assert.Equal(labels, one.Transform(test).GetColumn<string>("PredictedLabel"));
            using PredictionEngine<Picture, Answer> engine = context.Model.CreatePredictionEngine<Picture, Answer>(one);
            Answer[] answers = [.. files.Select(f => engine.Predict(new Picture { ImagePath = f }))];
            Assert.Equal(expected, answers.Select(a => a.Score));
            Assert.Equal(labels, answers.Select(a => a.PredictedLabel));
        }

        using MemoryStream again = new();
        new MLContext().Model.Save(loaded, schema, again);
        Assert.Equal(File.ReadAllBytes(zip), again.ToArray());
    }

    [Fact]
    public void Training_from_bytes_and_from_files_gives_the_same_model_and_a_seed_repeats_it()
    {
        using TemporaryFolder folder = new();
        string pictures = PictureFolders.Copy(folder, "train", PerClass);
        string file = Directory.GetFiles(pictures, "*.jpg", SearchOption.AllDirectories)[0];
        float[][] answers = [.. new[] { false, true, true }.Select(inMemory =>
        {
            MLContext context = new(seed: 1);
            IDataView data = Keys(context).Fit(Load(context, pictures)).Transform(Load(context, pictures));
            data = inMemory
                ? context.Data.LoadFromEnumerable(context.Data.CreateEnumerable<BytesRow>(data, reuseRowObject: false).ToArray(), BytesSchema(data.Schema))
                : data;
            Trainer.Options options = Options(o => o.HeadMethod = Trainer.HeadMethod.GradientDescent);
            return context.MulticlassClassification.Trainers.ImageClassification(options).Fit(data).Model.Classifier.Predict(file).Probabilities.ToArray();
        })];
        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(answers[0], answers[2]);
    }

    [Fact]
    public void Bad_pictures_are_told_in_training_marked_in_views_and_refused_by_engines()
    {
        using TemporaryFolder folder = new();
        string pictures = PictureFolders.Copy(folder, "train", PerClass);
        string page = Path.Combine(pictures, "gear", "page.jpg");
        File.WriteAllText(page, "<html><body>404</body></html>");
        MLContext context = new();
        List<LoggingEventArgs> log = [];
        context.Log += (_, e) => log.Add(e);
        IDataView data = Load(context, pictures);
        ITransformer model = Keys(context).Append(context.MulticlassClassification.Trainers.ImageClassification(Options())).Fit(data);
        LoggingEventArgs told = Assert.Single(log, e => e.Kind == ChannelMessageKind.Warning && e.RawMessage.Contains("page.jpg", StringComparison.Ordinal));
        Assert.StartsWith("[Source=ImageClassificationTrainer; ImageClassificationTrainer, Kind=Warning] ", told.Message, StringComparison.Ordinal);
        Assert.Contains(log, e => e.RawMessage == "30 of 31 training pictures are used.");

        log.Clear();
        IDataView scored = model.Transform(data);
        int place = data.GetColumn<string>("ImagePath").ToList().IndexOf(page);
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        Assert.All(scores.Select((s, i) => (s, i)), x => Assert.Equal(x.i != place, x.s.All(float.IsFinite)));
        Assert.Equal(0u, scored.GetColumn<uint>("PredictedLabel").ElementAt(place));
        Assert.Contains(log, e => e.Kind == ChannelMessageKind.Warning && e.RawMessage.Contains(page, StringComparison.Ordinal));
        Assert.Equal(30, context.MulticlassClassification.Evaluate(scored).ConfusionMatrix.Counts.Sum(r => r.Sum()));

        PredictionEngine<Picture, Answer> engine = context.Model.CreatePredictionEngine<Picture, Answer>(model, new PredictionEngineOptions { OutputSchemaDefinition = ScoreOnly() });
        Assert.Contains("page.jpg", Assert.Throws<InvalidImageException>(() => engine.Predict(new Picture { ImagePath = page })).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidImageException>(() => engine.Predict(new Picture()));
    }

    [Fact]
    public void Cancellation_stops_a_training()
    {
        using TemporaryFolder folder = new();
        string pictures = PictureFolders.Copy(folder, "train", PerClass);
        MLContext context = new();
        int told = 0;
        var byContext = Keys(context).Append(context.MulticlassClassification.Trainers.ImageClassification(Options(o => o.MetricsCallback = _ =>
        {
            told++;
            context.CancelExecution();
        })));
        Assert.ThrowsAny<OperationCanceledException>(() => byContext.Fit(Load(context, pictures)));
        Assert.Equal(1, told);

        using CancellationTokenSource source = new();
        source.Cancel();
        MLContext other = new();
        var byOption = Keys(other).Append(other.MulticlassClassification.Trainers.ImageClassification(Options(o => o.CancellationToken = source.Token)));
        Assert.ThrowsAny<OperationCanceledException>(() => byOption.Fit(Load(other, pictures)));
    }

    [Fact]
    public void Options_that_only_descent_obeys_choose_it_and_the_log_says_why()
    {
        using TemporaryFolder folder = new();
        string pictures = PictureFolders.Copy(folder, "train", PerClass);
        foreach ((Action<Trainer.Options> change, string expected) in new (Action<Trainer.Options>, string)[]
        {
            (_ => { }, "in closed form: there are no epochs"),
            (o => o.Epoch = 3, "by gradient descent, because Epoch ask for it"),
            (o => o.HeadMethod = Trainer.HeadMethod.GradientDescent, "by gradient descent, because HeadMethod says so"),
        })
        {
            MLContext context = new();
            List<string> log = [];
            context.Log += (_, e) => log.Add(e.RawMessage);
            Keys(context).Append(context.MulticlassClassification.Trainers.ImageClassification(Options(change))).Fit(Load(context, pictures));
            Assert.Contains(log, l => l.Contains(expected, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Cross_validation_measures_every_row_once()
    {
        using TemporaryFolder folder = new();
        MLContext context = new(seed: 2);
        IDataView data = Load(context, PictureFolders.Copy(folder, "train", PerClass));
        IDataView keyed = Keys(context).Fit(data).Transform(data);
        var results = context.MulticlassClassification.CrossValidate(keyed, context.MulticlassClassification.Trainers.ImageClassification(Options()), numberOfFolds: 3);
        Assert.Equal([0, 1, 2], results.Select(r => r.Fold));
        Assert.Equal(3 * PerClass, results.Sum(r => r.Metrics.ConfusionMatrix.Counts.Sum(c => c.Sum())));
        Assert.All(results, r => Assert.Equal((long)r.Metrics.ConfusionMatrix.Counts.Sum(c => c.Sum()), r.ScoredHoldOutSet.GetRowCount()!.Value));
    }

    [Fact]
    public void Legacy_behaviour_learns_on_logits_of_stretched_pictures_from_0_to_1()
    {
        using TemporaryFolder folder = new();
        string pictures = PictureFolders.Copy(folder, "train", PerClass);
        MLContext context = new(seed: 1);
        List<Trainer.TrainMetrics> told = [];
        void Legacy(Trainer.Options o)
        {
            o.LegacyBehavior = true;
            o.Backbone = TestData.Own("golden", "networks", "mobilenet_v2.onnx");
            o.BackboneOverrides = new BackboneOverrides { Preprocessing = "torchvision", Width = 32, Height = 32, Features = "features", Logits = "logits" };
            o.MetricsCallback = m => told.AddRange(m.Train is { } train ? [train] : []);
        }

        var model = Keys(context).Append(context.MulticlassClassification.Trainers.ImageClassification(Options(Legacy))).Fit(Load(context, pictures)).LastTransformer;
        ImageClassifier classifier = model.Model.Classifier;
        Assert.Equal("logits", classifier.Manifest.Network.Features);
        Assert.Equal("mlnet-gradient-descent", classifier.Manifest.Head.Kind);
        Preprocessing.ImagePreprocessing preprocessing = classifier.Manifest.Preprocessing.ToPreprocessing();
        Assert.Equal(Interpolation.TensorFlowBilinear, preprocessing.Interpolation);
        Assert.Equal(MlNetTransfer.Preprocessing.ResizeMode.Stretch, preprocessing.ResizeMode);
        Assert.Equal([0, 0, 0], preprocessing.Normalization.Mean);
        Assert.Equal([255, 255, 255], preprocessing.Normalization.Deviation);
        Assert.Equal(27 / 10 + 1, told.First(m => m.DatasetUsed == Trainer.ImageClassificationMetrics.Dataset.Train).BatchProcessedCount);
        Assert.Equal(1, told.First(m => m.DatasetUsed == Trainer.ImageClassificationMetrics.Dataset.Validation).BatchProcessedCount);
        Assert.True(classifier.Verify().IsPassed);

        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            Keys(context).Append(context.MulticlassClassification.Trainers.ImageClassification(Options(o => o.LegacyBehavior = true))).Fit(Load(context, pictures)));
        Assert.Contains("'scattering' has none that are known", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_architecture_is_found_in_the_folder_that_the_context_names_and_else_the_error_says_what_to_do()
    {
        using TemporaryFolder folder = new();
        MLContext context = new(seed: 1) { TempFilePath = folder.Root };
        IDataView data = Load(context, PictureFolders.Copy(folder, "train", perClass: 6));
        Trainer.Options Named(Trainer.Architecture architecture) => Options(o =>
        {
            (o.Backbone, o.Arch) = (null, architecture);
            o.BackboneStore = new BackboneStoreOptions { Folder = folder.File("networks"), Mirror = "", Offline = true };
        });

        BackboneUnavailableException error = Assert.Throws<BackboneUnavailableException>(() =>
            Keys(context).Append(context.MulticlassClassification.Trainers.ImageClassification(Named(Trainer.Architecture.InceptionV3))).Fit(data));
        Assert.Contains("Arch is InceptionV3", error.Message, StringComparison.Ordinal);
        Assert.Contains("inception_v3.meta", error.Message, StringComparison.Ordinal);
        Assert.Contains("set Options.Backbone or MLContext.DefaultBackbone", error.Message, StringComparison.Ordinal);

        Directory.CreateDirectory(folder.File("MLNET"));
        File.Copy(TestData.Own("golden", "networks", "mobilenet_v2.onnx"), Path.Combine(folder.Root, "MLNET", "mobilenet_v2.meta"));
        var model = Keys(context).Append(context.MulticlassClassification.Trainers.ImageClassification(Named(Trainer.Architecture.MobilenetV2))).Fit(data);
        Assert.Equal((224, 224), (model.LastTransformer.Model.Classifier.Manifest.Preprocessing.Width, model.LastTransformer.Model.Classifier.Manifest.Preprocessing.Height));
    }

    [Fact]
    public void Fine_tuning_reaches_the_front_door_for_pictures_in_memory_too()
    {
        using TemporaryFolder folder = new();
        MLContext context = new(seed: 1);
        IDataView data = Keys(context).Fit(Load(context, PictureFolders.Copy(folder, "train", perClass: 20))).Transform(Load(context, folder.File("train")));
        IDataView inMemory = context.Data.LoadFromEnumerable(context.Data.CreateEnumerable<BytesRow>(data, reuseRowObject: false).ToArray(), BytesSchema(data.Schema));
        Trainer.Options options = Options(o =>
        {
            o.Backbone = TestData.Own("golden", "networks", "mobilenet_v2.onnx");
            o.BackboneOverrides = new BackboneOverrides { Preprocessing = "torchvision", Width = 32, Height = 32, Features = "features", Logits = "logits" };
            o.FineTuning = new FineTuningOptions { Freeze = new Training.Freezing.FreezeOptions(), Augmentation = AugmentationOptions.None, Change = Gently };
        });
        ImageClassificationModelParameters model = context.MulticlassClassification.Trainers.ImageClassification(options).Fit(inMemory).Model;
        Assert.NotNull(model.Report!.FineTuning);
        Assert.Throws<ArgumentException>(() => context.MulticlassClassification.Trainers.ImageClassification(
            new Trainer.Options { FineTuning = new FineTuningOptions(), LegacyBehavior = true }));
    }

    /// <summary>Two gentle epochs: a network of random weights tears itself apart at larger rates.</summary>
    private static Training.Loop.GradientTrainingOptions Gently(Training.Loop.GradientTrainingOptions training) =>
        training with { Epochs = 2, Optimizer = training.Optimizer with { LearningRate = 1e-6 } };

    [Fact]
    public void Wrong_columns_and_options_are_named_before_anything_is_read()
    {
        MLContext context = new();
        IDataView data = context.Data.LoadFromEnumerable(new[] { new Picture { ImagePath = "a", Label = "x" } });
        ArgumentException text = Assert.Throws<ArgumentException>(() => context.Transforms.CopyColumns("Features", "ImagePath")
            .Append(context.Transforms.Conversion.MapValueToKey("Label")).Append(context.MulticlassClassification.Trainers.ImageClassification()).Fit(data));
        Assert.Contains("column 'Features' is String, wanted are the bytes of encoded pictures", text.Message, StringComparison.Ordinal);
        ArgumentException one = Assert.Throws<ArgumentException>(() =>
            Keys(context).Append(context.MulticlassClassification.Trainers.ImageClassification(Options())).Fit(data));
        Assert.Contains("only one class is in column 'Label': 'x'", one.Message, StringComparison.Ordinal);
        ArgumentException options = Assert.Throws<ArgumentException>(() =>
            context.MulticlassClassification.Trainers.ImageClassification(new Trainer.Options { BatchSize = 0, Epoch = -1 }));
        Assert.Contains("BatchSize is 0, must be 1 or more; Epoch is -1", options.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metric_lines_have_the_known_form()
    {
        Trainer.TrainMetrics metrics = new() { DatasetUsed = Trainer.ImageClassificationMetrics.Dataset.Train, BatchProcessedCount = 115, Epoch = 32, Accuracy = 0.9869566f, CrossEntropy = 0.12009087f, LearningRate = 0.0037157428f };
        Assert.Equal(
            "Phase: Training, Dataset used:      Train, Batch Processed Count: 115, Epoch:  32, Accuracy:  0.9869566, Cross-Entropy: 0.12009087, Learning Rate: 0.0037157428",
            new Trainer.ImageClassificationMetrics { Train = metrics }.ToString());
        Trainer.BottleneckMetrics bottleneck = new() { DatasetUsed = Trainer.ImageClassificationMetrics.Dataset.Validation, Index = 7 };
        Assert.Equal("Phase: Bottleneck Computation, Dataset used: Validation, Image Index:   7", bottleneck.ToString());
    }

    private static Trainer.Options Options(Action<Trainer.Options>? change = null)
    {
        Trainer.Options options = new() { FeatureColumnName = "Image", Backbone = "scattering" };
        change?.Invoke(options);
        return options;
    }

    private static IDataView Load(MLContext context, string folder) => context.Data.LoadFromEnumerable(
        Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => new Picture { ImagePath = f, Label = Directory.GetParent(f)!.Name }).ToArray());

    private static EstimatorChain<Transforms.Image.ImageLoadingTransformer> Keys(MLContext context) =>
        context.Transforms.Conversion.MapValueToKey("Label").Append(context.Transforms.LoadRawImageBytes("Image", null, "ImagePath"));

    private static SchemaDefinition ScoreOnly()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Answer));
        definition.RemoveAll(c => c.MemberName != nameof(Answer.Score));
        return definition;
    }

    private static DataViewSchema BytesSchema(DataViewSchema source)
    {
        DataViewSchema.Builder builder = new();
        builder.AddColumn("Image", source["Image"].Type);
        builder.AddColumn("Label", source["Label"].Type, source["Label"].Annotations);
        return builder.ToSchema();
    }

    private sealed class Picture
    {
        public string? ImagePath { get; set; }

        public string? Label { get; set; }
    }

    private sealed class Answer
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    /// <summary>Keys count from 0 in objects that make a view and from 1 in objects that are read from one.</summary>
    private sealed class BytesRow
    {
        private uint _label;

        public byte[] Image { get; set; } = [];

        public uint Label
        {
            get => _label;
            set => _label = value - 1;
        }
    }
}
