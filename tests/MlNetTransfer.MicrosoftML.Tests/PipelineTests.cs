using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ML;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetTransfer.MicrosoftML.Tests;

/// <summary>The adapter inside Microsoft.ML itself; the oracle of every score is the model's own engine on the same file.</summary>
public sealed class PipelineTests(TrainedPipeline trained) : IClassFixture<TrainedPipeline>
{
    [Fact]
    public void Scores_and_texts_are_those_of_the_model_itself()
    {
        PictureOutput[] answers = Answers(trained.Context, trained.Model);
        for (int i = 0; i < answers.Length; i++)
        {
            ImagePrediction expected = trained.Step.Model.Predict(Path.Combine(Flowers.Folder, Flowers.Test[i].ImagePath));
            Assert.Equal(expected.Probabilities, answers[i].Score);
            Assert.Equal(expected.Label, answers[i].PredictedText);
        }

        Assert.NotEqual(trained.Step.Model.Labels.Order(StringComparer.Ordinal), trained.Step.Model.Labels);
        int learnt = Answers(trained.Context, trained.Model, Flowers.Train).Zip(Flowers.Train, (a, t) => a.PredictedText == t.Label).Count(x => x);
        Assert.InRange(learnt, Flowers.Train.Length * 2 / 3, Flowers.Train.Length);
    }

    [Fact]
    public void A_saved_pipeline_gives_the_same_bits_in_a_new_context()
    {
        MLContext other = new();
        ITransformer loaded = other.Model.Load(trained.SavedPath, out _);
        PictureOutput[] before = Answers(trained.Context, trained.Model);
        PictureOutput[] after = Answers(other, loaded);
        Assert.Equal(before.SelectMany(a => a.Score).Select(BitConverter.SingleToUInt32Bits), after.SelectMany(a => a.Score).Select(BitConverter.SingleToUInt32Bits));
        Assert.Equal(before.Select(a => a.PredictedText), after.Select(a => a.PredictedText));
    }

    [Fact]
    public void A_pipeline_can_be_saved_again_after_loading()
    {
        MLContext other = new();
        ITransformer loaded = other.Model.Load(trained.SavedPath, out DataViewSchema schema);
        using MemoryStream stream = new();
        other.Model.Save(loaded, schema, stream);
        stream.Position = 0;
        MLContext third = new();
        Assert.Equal(Answers(other, loaded).SelectMany(a => a.Score), Answers(third, third.Model.Load(stream, out _)).SelectMany(a => a.Score));
    }

    [Fact]
    public void The_columns_have_sizes_names_and_values_before_and_after_saving()
    {
        IDataView input = trained.Context.Data.LoadFromEnumerable(Flowers.Test);
        DataViewSchema before = trained.Model.Transform(input).Schema;
        DataViewSchema after = trained.Context.Model.Load(trained.SavedPath, out _).Transform(input).Schema;
        foreach (DataViewSchema schema in new[] { before, after })
        {
            Assert.Equal(3, ((VectorDataViewType)schema["Score"].Type).Size);
            Assert.Equal(3UL, ((KeyDataViewType)schema["PredictedLabel"].Type).Count);
            VBuffer<ReadOnlyMemory<char>> values = default;
            schema["PredictedLabel"].GetKeyValues(ref values);
            Assert.Equal(trained.Step.Model.Labels, values.DenseValues().Select(v => v.ToString()));
        }

        VBuffer<ReadOnlyMemory<char>> slots = default;
        before["Score"].GetSlotNames(ref slots);
        Assert.Equal(trained.Step.Model.Labels, slots.DenseValues().Select(v => v.ToString()));
        Assert.Equal(before.Select(c => c.Name).Distinct().Order(StringComparer.Ordinal), after.Where(c => !c.IsHidden).Select(c => c.Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Evaluate_agrees_with_counting_before_and_after_saving()
    {
        double right = Answers(trained.Context, trained.Model).Zip(Flowers.Test, (a, t) => a.PredictedText == t.Label).Count(x => x) / (double)Flowers.Test.Length;
        IDataView input = trained.Context.Data.LoadFromEnumerable(Flowers.Test);
        foreach (ITransformer model in new[] { trained.Model, trained.Context.Model.Load(trained.SavedPath, out _) })
        {
            Assert.Equal(right, trained.Context.MulticlassClassification.Evaluate(model.Transform(input)).MicroAccuracy, 1e-9);
        }
    }

    [Fact]
    public void A_pool_of_prediction_engines_answers_from_many_threads_at_once()
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddPredictionEnginePool<PictureInput, PictureOutput>().FromFile(trained.SavedPath);
        using ServiceProvider provider = services.BuildServiceProvider();
        PredictionEnginePool<PictureInput, PictureOutput> pool = provider.GetRequiredService<PredictionEnginePool<PictureInput, PictureOutput>>();
        PictureOutput[] expected = Answers(trained.Context, trained.Model);
        PictureInput[] inputs = [.. Enumerable.Repeat(Flowers.Test, 3).SelectMany(t => t)];
        PictureOutput[] answers = [.. inputs.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(i => pool.Predict(i))];
        Assert.Equal(Enumerable.Repeat(expected, 3).SelectMany(e => e).SelectMany(a => a.Score), answers.SelectMany(a => a.Score));
    }

    [Fact]
    public void A_prediction_engine_made_in_memory_answers_as_the_pipeline()
    {
        using PredictionEngine<PictureInput, PictureOutput> engine = trained.Context.Model.CreatePredictionEngine<PictureInput, PictureOutput>(
            trained.Model, new PredictionEngineOptions { OwnsTransformer = false });
        Assert.Equal(Answers(trained.Context, trained.Model)[0].Score, engine.Predict(Flowers.Test[0]).Score);
    }

    [Fact]
    public void Cross_validation_trains_and_measures_each_fold()
    {
        MLContext ml = new(seed: 2);
        IDataView data = ml.Transforms.LoadRawImageBytes("Features", Flowers.Folder, "ImagePath")
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Fit(ml.Data.LoadFromEnumerable(Flowers.Train)).Transform(ml.Data.LoadFromEnumerable(Flowers.Train));
        var folds = ml.MulticlassClassification.CrossValidate(data, new ImageTransferEstimator(ml, Flowers.Options), numberOfFolds: 2);
        Assert.Equal(2, folds.Count);
        Assert.Equal(Flowers.Train.Length, folds.Sum(f => ((ImageTransferTransformer)f.Model).Report.Images.Used));
        Assert.All(folds, f => Assert.InRange(f.Metrics.MicroAccuracy, 0.2, 1));
    }

    [Fact]
    public void The_model_is_found_in_the_pipeline_before_and_after_saving()
    {
        ImageClassifier before = ImageTransferModel.Find(trained.Context, trained.Model)!;
        MLContext other = new();
        ImageClassifier after = ImageTransferModel.Find(other, other.Model.Load(trained.SavedPath, out _))!;
        string file = Path.Combine(Flowers.Folder, Flowers.Test[0].ImagePath);
        Assert.Same(trained.Step.Model, before);
        Assert.Equal(before.Predict(file).Probabilities, after.Predict(file).Probabilities);
        Assert.Null(ImageTransferModel.Find(other, other.Transforms.CopyColumns("a", "ImagePath").Fit(other.Data.LoadFromEnumerable(Flowers.Test))));
    }

    [Fact]
    public void Bytes_given_directly_answer_as_files_do()
    {
        MLContext ml = new(seed: 1);
        PictureBytes[] rows = [.. Flowers.Train.Select(p => new PictureBytes { Features = File.ReadAllBytes(Path.Combine(Flowers.Folder, p.ImagePath)), Label = p.Label })];
        IDataView data = ml.Data.LoadFromEnumerable(rows);
        ITransformer model = ml.Transforms.Conversion.MapValueToKey("Label").Append(new ImageTransferEstimator(ml, Flowers.Options))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedText", "PredictedLabel")).Fit(data);
        using PredictionEngine<PictureBytes, PictureOutput> engine = ml.Model.CreatePredictionEngine<PictureBytes, PictureOutput>(model);
        byte[] picture = File.ReadAllBytes(Path.Combine(Flowers.Folder, Flowers.Test[0].ImagePath));
        Assert.Equal(Answers(trained.Context, trained.Model)[0].Score, engine.Predict(new PictureBytes { Features = picture }).Score);
    }

    private static PictureOutput[] Answers(MLContext ml, ITransformer model) => Answers(ml, model, Flowers.Test);

    private static PictureOutput[] Answers(MLContext ml, ITransformer model, PictureInput[] pictures) =>
        [.. ml.Data.CreateEnumerable<PictureOutput>(model.Transform(ml.Data.LoadFromEnumerable(pictures)), reuseRowObject: false)];
}
