namespace MlNetTransfer.Training.Loop;

/// <summary>What a gradient training learns from, by index.</summary>
public interface ITrainingPictures
{
    /// <summary>Number of pictures.</summary>
    int Count { get; }

    /// <summary>Class of each picture.</summary>
    IReadOnlyList<int> Labels { get; }

    /// <summary>Identity of the pictures and of how they are read, so that a training is resumed on nothing else.</summary>
    string Fingerprint { get; }

    /// <summary>Makes a batch: a pure function of the arguments, called ahead of its use on other threads.</summary>
    /// <param name="epoch">Index of the epoch: augmentation differs from one to the next.</param>
    /// <param name="step">Index of the step in the epoch.</param>
    /// <param name="pictures">Indices of the pictures, in order.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The batch.</returns>
    TrainingBatch Read(int epoch, int step, IReadOnlyList<int> pictures, CancellationToken cancellationToken);
}
