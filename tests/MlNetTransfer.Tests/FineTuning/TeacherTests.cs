using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Datasets.Streaming;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Tests.FineTuning;

/// <summary>What a teacher is shown, and whose classes its answers are for.</summary>
public sealed class TeacherTests
{
    private const int Count = 8;

    private static readonly ImagePreprocessing Student = new() { Width = 32, Height = 24 };

    private static readonly AugmentationOptions Views = AugmentationOptions.Medium with { Blur = new(0.8, 1.5, 0.5), ErasingArea = new(0.1, 0.3, 0.7) };

    public static TheoryData<string> Mixings => ["none", "mixup", "cutmix"];

    [Fact]
    public void Answers_come_in_the_students_order_of_classes_and_from_the_teachers_own_pixels_where_it_has_some()
    {
        PixelBatch own = new(new byte[2 * 24 * 32 * 3], 2, 24, 32);
        PixelBatch others = new(new byte[2 * 48 * 64 * 3], 2, 48, 64);
        List<int> seen = [];
        TuningTeacher teacher = Teacher(Student) with
        {
            ClassOrder = [2, 0, 1],
            Run = pixels =>
            {
                seen.Add(pixels.Width);
                return ([7f, 8f], [10f, 11f, 12f, 20f, 21f, 22f]);
            },
        };
        TrainingBatch batch = new() { Count = 2, Pixels = own, Targets = new float[6] };
        TrainingBatch taught = teacher.Teach(batch);
        Assert.Equal([12f, 10f, 11f, 22f, 20f, 21f], taught.TeacherScores.ToArray());
        Assert.Equal([7f, 8f], taught.TeacherFeatures.ToArray());
        teacher.Teach(batch with { TeacherPixels = others });
        Assert.Equal([32, 64], seen);
    }

    [Fact]
    public void Pixels_are_shared_where_only_what_the_networks_do_themselves_differs()
    {
        ImagePreprocessing teacher = Student with { Normalization = new InputNormalization { Mean = [1, 2, 3], BlueFirst = true } };
        Assert.True(Teacher(teacher).SharesPixels(Student));
        Assert.False(Teacher(teacher with { Width = 33 }).SharesPixels(Student));
        Assert.False(Teacher(teacher with { ResizeMode = ResizeMode.CenterCrop }).SharesPixels(Student));
        TrainingBatch batch = Read(Teacher(teacher), "mixup");
        Assert.Null(batch.TeacherPixels);
        Assert.Equal(batch.Pixels!.Value.Pixels.ToArray(), Read(teacher: null, "mixup").Pixels!.Value.Pixels.ToArray());
    }

    [Theory]
    [MemberData(nameof(Mixings))]
    public void A_teacher_of_twice_the_size_sees_the_same_views(string mixing)
    {
        TrainingBatch batch = Read(Teacher(Student with { Width = 64, Height = 48 }), mixing);
        byte[] small = batch.Pixels!.Value.Pixels.ToArray();
        byte[] large = batch.TeacherPixels!.Value.Pixels.ToArray();
        for (int p = 0; p < Count; p++)
        {
            double same = Difference(small, p, large, p);
            double other = Enumerable.Range(0, Count).Where(q => q != p).Min(q => Difference(small, p, large, q));
            Assert.InRange(same, 0, 5);
            Assert.True(other > 2 * same, $"picture {p}: {same:F2} levels from its own view, {other:F2} from another");
        }
    }

    [Fact]
    public void A_teacher_that_is_not_larger_changes_nothing_that_the_student_sees()
    {
        TrainingBatch alone = Read(teacher: null, "cutmix");
        TrainingBatch taught = Read(Teacher(Student with { Width = 30, Height = 30, ResizeMode = ResizeMode.Letterbox }), "cutmix");
        Assert.Equal(alone.Pixels!.Value.Pixels.ToArray(), taught.Pixels!.Value.Pixels.ToArray());
        Assert.Equal(alone.Targets.ToArray(), taught.Targets.ToArray());
        Assert.Null(alone.TeacherPixels);
    }

    [Fact]
    public void Pictures_without_labels_are_views_as_others_and_give_their_mixtures_a_part_of_a_label()
    {
        TuningPictures known = Pictures(Teacher(Student));
        TuningPictures all = known with { Unlabelled = new UnlabelledPictures(known.Decoded, [0, 1, 2, 3], "four") };
        int[] rows = [.. Enumerable.Range(0, Count)];
        int[] order = [9, 0, 11, 5, 8, 3];
        TrainingViews plain = new(all, rows, Recipe("none"));
        Assert.Equal(Count + 4, plain.Count);
        Assert.NotEqual(new TrainingViews(known, rows, Recipe("none")).Fingerprint, plain.Fingerprint);
        TrainingBatch batch = plain.Read(2, 0, order, CancellationToken.None);
        Assert.Equal([0f, 1, 0, 1, 0, 1], batch.LabelShares.ToArray());
        Assert.Equal([0f, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1], batch.Targets.ToArray());
        byte[] alone = new TrainingViews(known, rows, Recipe("none")).Read(2, 0, [0], CancellationToken.None).Pixels!.Value.Pixels.ToArray();
        Assert.Equal(alone, batch.Pixels!.Value.Pixels.Slice(alone.Length, alone.Length).ToArray());

        TrainingBatch mixed = new TrainingViews(all, rows, Recipe("mixup")).Read(2, 0, order, CancellationToken.None);
        Assert.Contains(mixed.LabelShares.ToArray(), s => s is > 0 and < 1);
        for (int i = 0; i < order.Length; i++)
        {
            float sum = mixed.Targets.Span[2 * i] + mixed.Targets.Span[(2 * i) + 1];
            Assert.Equal(mixed.LabelShares.Span[i] > 0 ? 1 : 0, sum, 1e-6f);
        }
    }

    /// <summary>Mean difference between a view and another one of twice the size, halved by means of four pixels.</summary>
    private static double Difference(byte[] small, int picture, byte[] large, int other)
    {
        (int width, int height) = (Student.Width, Student.Height);
        double sum = 0;
        for (int i = 0; i < width * height * 3; i++)
        {
            (int y, int x, int c) = (i / 3 / width, i / 3 % width, i % 3);
            double mean = 0;
            for (int part = 0; part < 4; part++)
            {
                mean += large[(other * width * height * 12) + ((((((2 * y) + (part / 2)) * 2 * width) + (2 * x) + (part % 2)) * 3) + c)] / 4.0;
            }

            sum += Math.Abs(mean - small[(picture * width * height * 3) + i]);
        }

        return sum / (width * height * 3);
    }

    private static TrainingBatch Read(TuningTeacher? teacher, string mixing) =>
        new TrainingViews(Pictures(teacher), [.. Enumerable.Range(0, Count)], Recipe(mixing)).Read(3, 1, [.. Enumerable.Range(0, Count)], CancellationToken.None);

    private static TuningRecipe Recipe(string mixing) => new()
    {
        Freeze = new FreezeOptions { Mode = FreezeMode.All },
        Augmentation = Views,
        Mixing = mixing switch
        {
            "mixup" => new PixelMixingOptions { MixUpAlpha = 0.4 },
            "cutmix" => new PixelMixingOptions { CutMixAlpha = 1 },
            _ => null,
        },
    };

    private static TuningPictures Pictures(TuningTeacher? teacher)
    {
        string root = TestData.Own("images", "train");
        string[] files = [.. Directory.GetFiles(root, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 7 == 0).Take(Count)];
        PictureListing listing = new(root, ["a", "b"], [.. files.Select((f, i) => new PictureItem(Path.GetRelativePath(root, f), i % 2))]);
        return new TuningPictures
        {
            Extracted = new ExtractedFeatures
            {
                Listing = listing,
                Features = new FeatureMatrix(Count, 1),
                Items = [.. Enumerable.Range(0, Count)],
                Labels = [.. listing.Items.Select(i => i.Label)],
                Contents = [.. files.Select(f => ContentHash.Of(File.ReadAllBytes(f)))],
                Report = new SkipReport { Found = Count, Skipped = [] },
                FromCache = 0,
            },
            Decoded = new DecodedPictures(listing, new PictureStreamOptions { Preprocessing = Student }, 1 << 24, teacher?.Preprocessing),
            Preprocessing = Student,
            Teacher = teacher,
        };
    }

    private static TuningTeacher Teacher(ImagePreprocessing preprocessing) => new()
    {
        Name = "teacher",
        Preprocessing = preprocessing,
        ClassOrder = [0, 1],
        Run = _ => ([], []),
        Identity = "teacher",
    };
}
