using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetTransfer.Datasets;
using MlNetTransfer.Imaging;

namespace MlNetTransfer.MicrosoftML.Tests;

/// <summary>What the estimator refuses, leaves out and reports.</summary>
public sealed class EstimatorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Columns_that_do_not_fit_are_named_with_what_to_put_before()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Flowers.Train);
        ImageTransferEstimator estimator = new(_ml, Flowers.Options);
        Assert.Contains("LoadRawImageBytes(\"Features\"", Assert.Throws<ArgumentException>(() => estimator.Fit(data)).Message, StringComparison.Ordinal);
        IDataView bytes = _ml.Data.LoadFromEnumerable(Rows());
        Assert.Contains("MapValueToKey(\"Label\")", Assert.Throws<ArgumentException>(() => estimator.Fit(bytes)).Message, StringComparison.Ordinal);
        ImageTransferEstimator other = new(_ml, Flowers.Options with { LabelColumnName = "Class" });
        Assert.Contains("'Class' is missing", Assert.Throws<ArgumentException>(() => other.Fit(bytes)).Message, StringComparison.Ordinal);
        Assert.Contains("'Class' is missing", Assert.Throws<ArgumentException>(() => _ml.Transforms.CopyColumns("Copy", "Label").Append(other).Fit(bytes)).Message, StringComparison.Ordinal);
        IDataView numbers = _ml.Data.LoadFromEnumerable(new[] { new NumberLabelled { Label = 3 }, new NumberLabelled { Label = 4 } });
        ArgumentException exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.Conversion.MapValueToKey("Label").Append(estimator).Fit(numbers));
        Assert.Contains("a key of text values is wanted", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unreadable_pictures_and_rows_without_a_label_are_left_out_and_reported()
    {
        List<string> log = [];
        _ml.Log += (_, e) => log.Add(e.Message);
        PictureBytes[] rows = [.. Rows(), new PictureBytes { Features = [1, 2, 3], Label = Flowers.Train[0].Label }, new PictureBytes { Features = [], Label = Flowers.Train[0].Label }];
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        IDataView first = _ml.Data.TakeRows(data, rows.Length - 3);
        var keys = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(first);
        ImageTransferTransformer trained = new ImageTransferEstimator(_ml, Flowers.Options).Fit(keys.Transform(_ml.Data.LoadFromEnumerable(
            (PictureBytes[])[.. rows, new PictureBytes { Features = rows[0].Features, Label = "a class that has no key" }])));
        Assert.Equal((rows.Length, 2), (trained.Report.Images.Found, trained.Report.Images.Skipped.Count));
        Assert.Contains(log, m => m.Contains("1 rows have no label", StringComparison.Ordinal));
        Assert.Equal(2, log.Count(m => m.Contains("row 000000", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_an_error_when_its_score_is_asked_for()
    {
        ImageTransferTransformer trained = Train(Rows(), Flowers.Options);
        IDataView bad = trained.Transform(_ml.Data.LoadFromEnumerable([new PictureBytes { Features = [1, 2, 3] }]));
        Exception exception = Assert.ThrowsAny<Exception>(() => bad.GetColumn<float[]>("Score").ToArray());
        Assert.IsType<InvalidImageException>(exception.InnerException is InvalidImageException inner ? inner : exception);
    }

    [Fact]
    public void One_class_is_refused_and_nothing_is_left_in_the_working_folder()
    {
        string folder = Directory.CreateTempSubdirectory("mlnet-transfer-work-").FullName;
        PictureBytes[] one = [.. Rows().Where(r => r.Label == Flowers.Train[0].Label)];
        Assert.Throws<UnusableDatasetException>(() => Train(one, Flowers.Options with { WorkingFolder = folder }));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Train(Rows(), Flowers.Options with { WorkingFolder = folder, CancellationToken = cancelled.Token }));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    [Fact]
    public void Other_column_names_go_through_saving_and_loading()
    {
        ImageTransferOptions options = Flowers.Options with { ScoreColumnName = "P", PredictedLabelColumnName = "Best", FeatureColumnName = "Bytes" };
        IDataView data = _ml.Transforms.CopyColumns("Bytes", "Features").Append(_ml.Transforms.Conversion.MapValueToKey("Label")).Fit(Data(Rows())).Transform(Data(Rows()));
        ImageTransferTransformer trained = new ImageTransferEstimator(_ml, options).Fit(data);
        using MemoryStream stream = new();
        _ml.Model.Save(trained, data.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(stream, out _);
        Assert.Equal(trained.Transform(data).GetColumn<float[]>("P").SelectMany(p => p), loaded.Transform(data).GetColumn<float[]>("P").SelectMany(p => p));
        Assert.Equal(trained.Transform(data).GetColumn<uint>("Best"), loaded.Transform(data).GetColumn<uint>("Best"));
    }

    private static PictureBytes[] Rows() =>
        [.. Flowers.Train.Select(p => new PictureBytes { Features = File.ReadAllBytes(Path.Combine(Flowers.Folder, p.ImagePath)), Label = p.Label })];

    private IDataView Data(PictureBytes[] rows) => _ml.Data.LoadFromEnumerable(rows);

    private ImageTransferTransformer Train(PictureBytes[] rows, ImageTransferOptions options) =>
        new ImageTransferEstimator(_ml, options).Fit(_ml.Transforms.Conversion.MapValueToKey("Label").Fit(Data(rows)).Transform(Data(rows)));

    private sealed class NumberLabelled
    {
        public byte[] Features { get; set; } = [];

        public int Label { get; set; }
    }
}
