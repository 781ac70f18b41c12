using Microsoft.ML;

namespace MlNetTransfer.MicrosoftML.Tests;

/// <summary>One training that the tests share, saved as a file.</summary>
public sealed class TrainedPipeline : IDisposable
{
    public TrainedPipeline()
    {
        IDataView data = Context.Data.LoadFromEnumerable(Flowers.Train);
        Model = Flowers.Pipeline(Context).Fit(data);
        Context.Model.Save(Model, data.Schema, SavedPath);
    }

    public MLContext Context { get; } = new(seed: 1);

    public ITransformer Model { get; }

    public string SavedPath { get; } = Path.Combine(Path.GetTempPath(), $"mlnet-transfer-{Guid.NewGuid():N}.zip");

    public ImageTransferTransformer Step => ((IEnumerable<ITransformer>)Model).OfType<ImageTransferTransformer>().Single();

    public void Dispose() => File.Delete(SavedPath);
}
