using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Tests.Training.Loop;

internal sealed class MemoryCheckpoints : ICheckpointStore
{
    public byte[]? Bytes { get; set; }

    public string Name => "memory";

    public byte[]? Read() => Bytes;

    public void Write(Action<Stream> write)
    {
        using MemoryStream stream = new();
        write(stream);
        Bytes = stream.ToArray();
    }
}
