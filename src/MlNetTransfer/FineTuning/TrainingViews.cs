using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>Augmented, mixed batches of some rows of a set: a pure function of seed, epoch and rows.</summary>
internal sealed class TrainingViews : ITrainingPictures
{
    private readonly TuningPictures _pictures;
    private readonly int[] _rows;
    private readonly Augmenter _augmenter;
    private readonly PixelMixingOptions? _mixing;
    private readonly long _seed;

    public TrainingViews(TuningPictures pictures, IReadOnlyList<int> rows, TuningRecipe recipe)
    {
        _pictures = pictures;
        _rows = [.. rows];
        _augmenter = Augmenter.Create(recipe.Augmentation, pictures.Preprocessing);
        _mixing = recipe.Mixing;
        _seed = recipe.Training.Seed;
        Labels = [.. _rows.Select(row => pictures.Extracted.Labels[row])];
        Fingerprint = string.Join(
            '|', pictures.Extracted.ComputeFingerprint(), RowsHash.Of(_rows), recipe.Augmentation.ToString(), recipe.Mixing?.ToString() ?? "", pictures.Preprocessing.ToString());
    }

    public int Count => _rows.Length;

    public IReadOnlyList<int> Labels { get; }

    public string Fingerprint { get; }

    private int PictureBytes => _pictures.Preprocessing.Width * _pictures.Preprocessing.Height * PixelBatch.ChannelCount;

    public TrainingBatch Read(int epoch, int step, IReadOnlyList<int> pictures, CancellationToken cancellationToken)
    {
        byte[] pixels = GC.AllocateUninitializedArray<byte>(pictures.Count * PictureBytes);
        float[] targets = new float[pictures.Count * _pictures.ClassCount];
        for (int i = 0; i < pictures.Count; i++)
        {
            int row = _rows[pictures[i]];
            Image image = _pictures.Decoded.Get(_pictures.Extracted.Items[row], cancellationToken);
            _augmenter.Apply(image, new AugmentationKey(_seed, epoch, row), pixels.AsSpan(i * PictureBytes, PictureBytes));
            targets[(i * _pictures.ClassCount) + Labels[pictures[i]]] = 1f;
        }

        if (_mixing is not null)
        {
            targets = Mixed(pixels, targets, new AugmentationKey(_seed, epoch, step));
        }

        return new TrainingBatch
        {
            Count = pictures.Count,
            Pixels = new PixelBatch(pixels, pictures.Count, _pictures.Preprocessing.Height, _pictures.Preprocessing.Width),
            Targets = targets,
        };
    }

    private float[] Mixed(byte[] pixels, float[] targets, AugmentationKey key)
    {
        IReadOnlyList<MixedPicture> mixed = PixelMixing.Apply(pixels, _pictures.Preprocessing.Height, _pictures.Preprocessing.Width, _mixing!, key);
        int classes = _pictures.ClassCount;
        float[] result = new float[targets.Length];
        for (int i = 0; i < mixed.Count; i++)
        {
            for (int c = 0; c < classes; c++)
            {
                result[(i * classes) + c] = (float)((mixed[i].OwnShare * targets[(i * classes) + c])
                    + ((1 - mixed[i].OwnShare) * targets[(mixed[i].Partner * classes) + c]));
            }
        }

        return result;
    }
}
