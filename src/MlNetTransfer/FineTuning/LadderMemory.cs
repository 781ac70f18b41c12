using System.Text;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>What a climb has found so far, as one checkpoint: finished trainings as parts, the running one as a checkpoint inside.</summary>
internal sealed class LadderMemory : ICheckpointStore
{
    private const string InnerPart = "running";
    private const string InnerName = "runningName";
    private const string IdentityPart = "identity";

    private readonly ICheckpointStore? _store;
    private readonly Checkpoint _parts = new();
    private string _task = "";

    /// <summary>Takes up what the store holds.</summary>
    /// <exception cref="InvalidModelException">It is of another climb, or damaged.</exception>
    public LadderMemory(ICheckpointStore? store, string identity)
    {
        _store = store;
        if (store?.Read() is { } bytes)
        {
            _parts = Checkpoint.Read(store.Name, bytes);
            string found = Encoding.UTF8.GetString(_parts.Find(IdentityPart) ?? []);
            if (found != identity)
            {
                throw new InvalidModelException(
                    $"{store.Name}: this checkpoint is of another training (other pictures, backbone or options). Start with the same ones to resume it, or delete it.");
            }
        }

        _parts.Set(IdentityPart, Encoding.UTF8.GetBytes(identity));
    }

    public string Name => _store?.Name ?? "memory";

    /// <summary>Names the training that checkpoints are of from now on.</summary>
    public void StartTask(string name) => _task = name;

    /// <summary>A number that is measured once and then kept.</summary>
    public double Remembered(string name, Func<double> measure)
    {
        if (_parts.Find(name) is { Length: sizeof(double) } known)
        {
            return BitConverter.ToDouble(known);
        }

        double value = measure();
        _parts.Set(name, BitConverter.GetBytes(value));
        Save();
        return value;
    }

    /// <summary>Floats that are computed once and then kept.</summary>
    public float[]? Floats(string name)
    {
        if (_parts.Find(name) is not { } bytes)
        {
            return null;
        }

        float[] values = new float[bytes.Length / sizeof(float)];
        _parts.CopyTo(name, values);
        return values;
    }

    /// <summary>Keeps floats until the next <see cref="Save"/>.</summary>
    public void Set(string name, ReadOnlySpan<float> values) => _parts.Set(name, values);

    /// <summary>Keeps a network's changes against another one.</summary>
    public void SetChanges(string name, Graph start, Graph end)
    {
        List<string> changed = [];
        foreach ((string constant, Tensor tensor) in end.Constants)
        {
            if (!tensor.Bytes.Span.SequenceEqual(start.Constants[constant].Bytes.Span))
            {
                changed.Add(constant);
                _parts.Set(name + "/" + constant, tensor.AsFloats());
            }
        }

        _parts.Set(name, Encoding.UTF8.GetBytes(string.Join('\n', changed)));
    }

    /// <summary>A network with kept changes; null where none were kept.</summary>
    public Graph? WithChanges(string name, Graph start)
    {
        if (_parts.Find(name) is not { } list)
        {
            return null;
        }

        Dictionary<string, Tensor> constants = new(start.Constants, StringComparer.Ordinal);
        foreach (string constant in Encoding.UTF8.GetString(list).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            constants[constant] = Tensor.FromFloats(start.Constants[constant].Shape, Floats(name + "/" + constant));
        }

        return start with { Constants = constants };
    }

    /// <summary>Writes everything, without what ran last.</summary>
    public void Save()
    {
        _parts.Set(InnerPart, ReadOnlySpan<byte>.Empty);
        _store?.Write(_parts.Write);
    }

    public byte[]? Read() =>
        _parts.Find(InnerPart) is { Length: > 0 } inner && Encoding.UTF8.GetString(_parts.Find(InnerName) ?? []) == _task ? inner : null;

    public void Write(Action<Stream> write)
    {
        if (_store is null)
        {
            return;
        }

        using MemoryStream inner = new();
        write(inner);
        _parts.Set(InnerName, Encoding.UTF8.GetBytes(_task));
        _parts.Set(InnerPart, inner.GetBuffer().AsSpan(0, (int)inner.Length));
        _store.Write(_parts.Write);
    }
}
