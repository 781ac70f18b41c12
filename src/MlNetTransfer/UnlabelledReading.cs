using System.Security.Cryptography;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Streaming;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Preprocessing;

namespace MlNetTransfer;

/// <summary>Reads pictures without labels once, so that training meets none that cannot be used.</summary>
internal static class UnlabelledReading
{
    /// <summary>Reads a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="run">How pictures are read, and who is told.</param>
    /// <param name="views">What the student and the teacher see.</param>
    /// <param name="memoryBytes">Bytes of decoded pictures that may be kept.</param>
    /// <exception cref="UnusableDatasetException">There is no such folder, or too many of its files are no pictures.</exception>
    public static UnlabelledPictures Read(string path, EvaluationRun run, (ImagePreprocessing Student, ImagePreprocessing Teacher) views, long memoryBytes)
    {
        ProgressMeter.Announce("reading pictures without labels", run.Progress);
        PictureListing listing = UnlabelledFolder.Open(path);
        PictureStreamOptions options = run.StreamOptions(views.Student);
        List<int> items = [];
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] content = new byte[ContentHash.Size];
        foreach (PictureBatch batch in new PictureStream(listing, options).ReadBatches(run.CancellationToken))
        {
            items.AddRange(batch.Items);
            foreach (ContentHash picture in batch.Contents)
            {
                picture.CopyTo(content);
                hash.AppendData(content);
            }
        }

        return new UnlabelledPictures(new DecodedPictures(listing, options, memoryBytes, views.Teacher), items, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
