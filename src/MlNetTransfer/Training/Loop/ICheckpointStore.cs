namespace MlNetTransfer.Training.Loop;

/// <summary>One place for one checkpoint; replacing it is atomic.</summary>
public interface ICheckpointStore
{
    /// <summary>Name for messages.</summary>
    string Name { get; }

    /// <summary>The present checkpoint; null where there is none.</summary>
    /// <returns>All of its bytes.</returns>
    byte[]? Read();

    /// <summary>Replaces the checkpoint.</summary>
    /// <param name="write">Writes it.</param>
    void Write(Action<Stream> write);
}
