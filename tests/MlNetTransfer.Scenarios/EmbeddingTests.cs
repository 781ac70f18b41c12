using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Imaging;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training;

namespace MlNetTransfer.Scenarios;

/// <summary>The two steps of training on their own: embedding vectors, and a head on any vectors.</summary>
public sealed class EmbeddingTests
{
    [Fact]
    public void Vectors_carry_their_labels_and_a_head_on_them_is_the_trainers_head()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        ImageClassificationTrainerOptions options = new() { Reading = new PictureReadingOptions { Cache = null } };
        ImageEmbedder embedder = new(options);
        ExtractedFeatures extracted = embedder.Extract(pictures);
        Assert.Equal(extracted.Features.RowCount, extracted.Labels.Count);
        Assert.Equal(embedder.FeatureCount, extracted.Features.ColumnCount);

        TrainedHead head = ImageClassificationTrainer.FitHead(extracted.Features, [.. extracted.Labels]);
        TrainingReport report = new ImageClassificationTrainer(options).Fit(pictures).Report;
        Assert.Equal(report.LeftOut.LogLoss, head.LeftOutMetrics.LogLoss);
    }

    [Fact]
    public void One_picture_embeds_to_the_bits_it_has_in_a_set()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        ImageEmbedder embedder = new(new ImageClassificationTrainerOptions { Reading = new PictureReadingOptions { Cache = null } });
        ExtractedFeatures extracted = embedder.Extract(pictures);
        Image image = ImageDecoder.DecodeOrThrow(File.ReadAllBytes(extracted.Listing.FullPathOf(extracted.Items[5])));
        Assert.Equal(extracted.Features.Row(5).ToArray(), embedder.Embed(image));
    }

    [Fact]
    public void A_head_learns_from_vectors_that_are_no_pictures()
    {
        FeatureMatrix vectors = new(40, 3, [.. Enumerable.Range(0, 120).Select(i => MathF.Sin(i * 1.7f) + (i / 3 % 2 * (i % 3 == 0 ? 4 : 0)))]);
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i % 2)];
        TrainedHead head = ImageClassificationTrainer.FitHead(vectors, labels);
        FeatureMatrix probabilities = head.Predict(vectors);
        Assert.All(Enumerable.Range(0, 40), i => Assert.True(probabilities.Row(i)[labels[i]] > 0.5f));
    }
}
