namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>An <c>AttrValue</c>: at most one of these means anything.</summary>
internal sealed class TensorFlowAttribute
{
    /// <summary>Number of the field that holds the value; 0 when there is none.</summary>
    public int Field { get; set; }

    /// <summary>Field 2.</summary>
    public ReadOnlyMemory<byte> Bytes { get; set; }

    /// <summary>Fields 3, 5 and 6.</summary>
    public long Int { get; set; }

    /// <summary>Field 4.</summary>
    public float Float { get; set; }

    /// <summary>Field 7: sizes, -1 for unknown; null when the rank is unknown.</summary>
    public IReadOnlyList<long>? Shape { get; set; }

    /// <summary>Field 8.</summary>
    public TensorFlowTensor? Tensor { get; set; }

    /// <summary>Integers of field 1.</summary>
    public List<long> Ints { get; } = [];
}
