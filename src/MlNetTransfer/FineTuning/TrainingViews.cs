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
    private readonly Augmenter? _teacherViews;
    private readonly PixelMixingOptions? _mixing;
    private readonly long _seed;

    public TrainingViews(TuningPictures pictures, IReadOnlyList<int> rows, TuningRecipe recipe)
    {
        _pictures = pictures;
        _rows = [.. rows];
        _augmenter = Augmenter.Create(recipe.Augmentation, pictures.Preprocessing);
        _teacherViews = pictures.Teacher is { } teacher && !teacher.SharesPixels(pictures.Preprocessing)
            ? Augmenter.Create(recipe.Augmentation, teacher.Preprocessing)
            : null;
        _mixing = recipe.Mixing;
        _seed = recipe.Training.Seed;
        Labels = [.. _rows.Select(row => pictures.Extracted.Labels[row])];
        Fingerprint = string.Join(
            '|', pictures.Extracted.ComputeFingerprint(), RowsHash.Of(_rows), recipe.Augmentation.ToString(), recipe.Mixing?.ToString() ?? "", pictures.Preprocessing.ToString(), pictures.Teacher?.Identity ?? "");
    }

    public int Count => _rows.Length;

    public IReadOnlyList<int> Labels { get; }

    public string Fingerprint { get; }

    private int PictureBytes => _pictures.Preprocessing.Width * _pictures.Preprocessing.Height * PixelBatch.ChannelCount;

    private int TeacherBytes => _teacherViews!.Preprocessing.PictureBytes;

    public TrainingBatch Read(int epoch, int step, IReadOnlyList<int> pictures, CancellationToken cancellationToken)
    {
        byte[] pixels = GC.AllocateUninitializedArray<byte>(pictures.Count * PictureBytes);
        byte[] teacherPixels = _teacherViews is null ? [] : GC.AllocateUninitializedArray<byte>(pictures.Count * TeacherBytes);
        float[] targets = new float[pictures.Count * _pictures.ClassCount];
        for (int i = 0; i < pictures.Count; i++)
        {
            int row = _rows[pictures[i]];
            Image image = _pictures.Decoded.Get(_pictures.Extracted.Items[row], cancellationToken);
            AugmentationDraw draw = _augmenter.Apply(image, new AugmentationKey(_seed, epoch, row), pixels.AsSpan(i * PictureBytes, PictureBytes));
            _teacherViews?.Apply(image, draw.At(_pictures.Preprocessing, _teacherViews.Preprocessing), teacherPixels.AsSpan(i * TeacherBytes, TeacherBytes));
            targets[(i * _pictures.ClassCount) + Labels[pictures[i]]] = 1f;
        }

        if (_mixing is not null)
        {
            targets = Mixed((pixels, teacherPixels), targets, new AugmentationKey(_seed, epoch, step));
        }

        return new TrainingBatch
        {
            Count = pictures.Count,
            Pixels = new PixelBatch(pixels, pictures.Count, _pictures.Preprocessing.Height, _pictures.Preprocessing.Width),
            Targets = targets,
            TeacherPixels = _teacherViews?.Preprocessing.ToBatch(teacherPixels, pictures.Count),
        };
    }

    private float[] Mixed((byte[] Own, byte[] Teacher) pixels, float[] targets, AugmentationKey key)
    {
        (int Width, int Height) size = (_pictures.Preprocessing.Width, _pictures.Preprocessing.Height);
        IReadOnlyList<MixedPicture> mixed = PixelMixing.Apply(pixels.Own, size.Height, size.Width, _mixing!, key);
        if (_teacherViews is { Preprocessing: { } other })
        {
            PixelMixing.Apply(pixels.Teacher, (other.Width, other.Height), size, _mixing!, key);
        }

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
