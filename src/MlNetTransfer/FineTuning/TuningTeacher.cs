using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>A teacher made ready: what it wants to see, and its answers in the student's order of classes.</summary>
internal sealed record TuningTeacher
{
    /// <summary>Name for reports.</summary>
    public required string Name { get; init; }

    /// <summary>What the teacher sees, in bytes.</summary>
    public required ImagePreprocessing Preprocessing { get; init; }

    /// <summary>For each of the student's classes its index among the teacher's.</summary>
    public required IReadOnlyList<int> ClassOrder { get; init; }

    /// <summary>Features [N, F] and scores [N, classes] of the teacher; the same bits for a picture in any batch.</summary>
    public required Func<PixelBatch, (float[] Features, float[] Scores)> Run { get; init; }

    /// <summary>Hash of the network, and whatever else its answers depend on.</summary>
    public required string Identity { get; init; }

    /// <summary>Whether student and teacher are given the same pixels: everything but the normalisation, which both networks do themselves, is alike.</summary>
    public bool SharesPixels(ImagePreprocessing student) => student == Preprocessing with
    {
        Normalization = student.Normalization,
        InverseDct = student.InverseDct,
        ReducedDecoding = student.ReducedDecoding,
        IgnoreOrientation = student.IgnoreOrientation,
    };

    /// <summary>The batch with the teacher's answers.</summary>
    public TrainingBatch Teach(TrainingBatch batch)
    {
        PixelBatch pixels = batch.TeacherPixels ?? batch.Pixels ?? throw new InvalidOperationException("A teacher needs pixels.");
        (float[] features, float[] scores) = Run(pixels);
        int classes = ClassOrder.Count;
        float[] ordered = new float[scores.Length];
        for (int i = 0; i < ordered.Length; i++)
        {
            (int picture, int label) = Math.DivRem(i, classes);
            ordered[i] = scores[(picture * classes) + ClassOrder[label]];
        }

        return batch with { TeacherScores = ordered, TeacherFeatures = features };
    }
}
