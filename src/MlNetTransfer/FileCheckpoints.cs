using MlNetTransfer.Persistence;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer;

/// <summary>Checkpoints in one file.</summary>
internal sealed class FileCheckpoints(string path) : ICheckpointStore
{
    public string Name => path;

    public byte[]? Read() => CheckpointFile.Read(path);

    public void Write(Action<Stream> write) => CheckpointFile.Write(path, write);

    /// <summary>The training ended: nothing is left to resume.</summary>
    public void Delete() => CheckpointFile.Delete(path);
}
