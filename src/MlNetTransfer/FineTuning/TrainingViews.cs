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
        Labels = [.. _rows.Select(row => pictures.Extracted.Labels[row]), .. Enumerable.Repeat(-1, pictures.UnlabelledCount)];
        Fingerprint = string.Join(
            '|', pictures.Extracted.ComputeFingerprint(), RowsHash.Of(_rows), recipe.Augmentation.ToString(), recipe.Mixing?.ToString() ?? "", pictures.Preprocessing.ToString(), pictures.Teacher?.Identity ?? "", pictures.Unlabelled?.Fingerprint ?? "");
    }

    public int Count => _rows.Length + _pictures.UnlabelledCount;

    public IReadOnlyList<int> Labels { get; }

    public string Fingerprint { get; }

    private int PictureBytes => _pictures.Preprocessing.Width * _pictures.Preprocessing.Height * PixelBatch.ChannelCount;

    private int TeacherBytes => _teacherViews!.Preprocessing.PictureBytes;

    public TrainingBatch Read(int epoch, int step, IReadOnlyList<int> pictures, CancellationToken cancellationToken)
    {
        byte[] pixels = GC.AllocateUninitializedArray<byte>(pictures.Count * PictureBytes);
        byte[] teacherPixels = _teacherViews is null ? [] : GC.AllocateUninitializedArray<byte>(pictures.Count * TeacherBytes);
        float[] targets = new float[pictures.Count * _pictures.ClassCount];
        float[] shares = _pictures.UnlabelledCount == 0 ? [] : new float[pictures.Count];
        for (int i = 0; i < pictures.Count; i++)
        {
            (Image image, int index) = Find(pictures[i], cancellationToken);
            AugmentationDraw draw = _augmenter.Apply(image, new AugmentationKey(_seed, epoch, index), pixels.AsSpan(i * PictureBytes, PictureBytes));
            _teacherViews?.Apply(image, draw.At(_pictures.Preprocessing, _teacherViews.Preprocessing), teacherPixels.AsSpan(i * TeacherBytes, TeacherBytes));
            if (pictures[i] < _rows.Length)
            {
                targets[(i * _pictures.ClassCount) + Labels[pictures[i]]] = 1f;
                if (shares.Length > 0)
                {
                    shares[i] = 1f;
                }
            }
        }

        if (_mixing is not null)
        {
            IReadOnlyList<MixedPicture> mixed = Mix(pixels, teacherPixels, new AugmentationKey(_seed, epoch, step));
            (targets, shares) = (Mixed(mixed, targets), Mixed(mixed, shares));
            Complete(targets, shares);
        }

        return new TrainingBatch
        {
            Count = pictures.Count,
            Pixels = new PixelBatch(pixels, pictures.Count, _pictures.Preprocessing.Height, _pictures.Preprocessing.Width),
            Targets = targets,
            LabelShares = shares,
            TeacherPixels = _teacherViews?.Preprocessing.ToBatch(teacherPixels, pictures.Count),
        };
    }

    /// <summary>A picture, and a number of its own for what is drawn.</summary>
    private (Image Image, int Index) Find(int picture, CancellationToken cancellationToken)
    {
        if (picture < _rows.Length)
        {
            int row = _rows[picture];
            return (_pictures.Decoded.Get(_pictures.Extracted.Items[row], cancellationToken), row);
        }

        UnlabelledPictures others = _pictures.Unlabelled!;
        int index = picture - _rows.Length;
        return (others.Decoded.Get(others.Items[index], cancellationToken), _pictures.Count + index);
    }

    private IReadOnlyList<MixedPicture> Mix(byte[] pixels, byte[] teacherPixels, AugmentationKey key)
    {
        (int Width, int Height) size = (_pictures.Preprocessing.Width, _pictures.Preprocessing.Height);
        if (_teacherViews is { Preprocessing: { } other })
        {
            PixelMixing.Apply(teacherPixels, (other.Width, other.Height), size, _mixing!, key);
        }

        return PixelMixing.Apply(pixels, size.Height, size.Width, _mixing!, key);
    }

    /// <summary>Each picture's values and its partner's, by their shares.</summary>
    private static float[] Mixed(IReadOnlyList<MixedPicture> mixed, float[] values)
    {
        int length = values.Length / mixed.Count;
        float[] result = new float[values.Length];
        for (int i = 0; i < mixed.Count; i++)
        {
            for (int c = 0; c < length; c++)
            {
                result[(i * length) + c] = (float)((mixed[i].OwnShare * values[(i * length) + c])
                    + ((1 - mixed[i].OwnShare) * values[(mixed[i].Partner * length) + c]));
            }
        }

        return result;
    }

    /// <summary>Targets of pictures that are mixed with some without a label: those of the labelled part, summing to 1.</summary>
    private static void Complete(float[] targets, float[] shares)
    {
        int classes = shares.Length == 0 ? 0 : targets.Length / shares.Length;
        for (int i = 0; i < shares.Length; i++)
        {
            foreach (ref float target in targets.AsSpan(i * classes, classes))
            {
                target = shares[i] is > 0 and < 1 ? target / shares[i] : target;
            }
        }
    }
}
