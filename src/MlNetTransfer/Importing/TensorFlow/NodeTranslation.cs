using System.Text;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>One node of the file while its operator's row translates it: attributes with types and defaults, inputs in the wanted layout, and what is not supported.</summary>
internal sealed class NodeTranslation(TensorFlowNode node, TranslatedValue[] inputs, GraphBuilder builder)
{
    // Attributes that say again what the values are, or how a device should go about it.
    private static readonly HashSet<string> Harmless =
        new(StringComparer.Ordinal)
        {
            "T", "U", "Tidx", "Tpaddings", "Tshape", "Tdim", "Tdims", "Tperm", "Tindices", "Tparams", "Taxis", "Tblock_shape", "Tlen", "Index", "N",
            "use_cudnn_on_gpu", "dtype", "shape", "out_type", "output_type", "index_type", "exponential_avg_factor", "grad_a", "grad_b", "grad_x", "grad_y", "message", "SrcT", "DstT", "Truncate",
            "num_split", "validate_indices",
        };

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Reasons why this node cannot be run.</summary>
    public List<string> Unsupported { get; } = [];

    /// <summary>The node.</summary>
    public TensorFlowNode Node => node;

    /// <summary>The graph so far.</summary>
    public GraphBuilder Builder => builder;

    /// <summary>Number of values read.</summary>
    public int InputCount => inputs.Length;

    /// <summary>Whether the node works on [N, H, W, C].</summary>
    public bool IsChannelsLast
    {
        get
        {
            string format = Text("data_format", "NHWC");
            if (format is not "NHWC" and not "NCHW")
            {
                NotSupported($"data_format '{format}'");
            }

            return format != "NCHW";
        }
    }

    /// <summary>A value read.</summary>
    public TranslatedValue Input(int index) => inputs[index];

    /// <summary>A value read, with its axes as in the file.</summary>
    public string AsInFile(int index) => Layouts.AsInFile(builder, inputs[index]);

    /// <summary>A picture-like value read as [N, C, H, W], whatever the node's own layout.</summary>
    public string Picture(int index, bool isChannelsLast) => isChannelsLast ? Layouts.ChannelsFirst(builder, Ranked(index, 4)) : AsInFile(index);

    /// <summary>Dimensions of a value read, axes as in the graph; null when the rank is unknown.</summary>
    public Dimension[]? Dimensions(int index) => builder.DimensionsOf(inputs[index].Name);

    /// <summary>The rank of a value read.</summary>
    /// <exception cref="InvalidModelException">It is not known.</exception>
    public int Rank(int index) => Dimensions(index)?.Length ?? throw Fail($"reads '{inputs[index].Name}', whose rank is not known");

    /// <summary>Constant integers of a value read; null when they are not known, which is then unsupported.</summary>
    public long[]? Integers(int index)
    {
        if (builder.ValueOf(inputs[index].Name).Entries is { } entries && entries.All(e => e.IsConstant))
        {
            return [.. entries.Select(e => e.Constant)];
        }

        NotSupported(FormattableString.Invariant($"input {index + 1} is computed while the network runs; a constant was expected"));
        return null;
    }

    /// <summary>One constant integer of a value read; null when it is not known, which is then unsupported.</summary>
    public int? Integer(int index) => Integers(index) switch
    {
        [var value] => (int)Math.Clamp(value, int.MinValue, int.MaxValue),
        null => null,
        _ => throw Fail(FormattableString.Invariant($"takes one integer as input {index + 1}")),
    };

    /// <summary>An axis of the file's value, counted from the front.</summary>
    public int Axis(long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw Fail(FormattableString.Invariant($"has axis {axis} for a value of rank {rank}"));

    /// <summary>A text attribute.</summary>
    public string Text(string name, string otherwise) => Find(name, 2) is { } a ? Encoding.UTF8.GetString(a.Bytes.Span[..Math.Min(64, a.Bytes.Length)]) : otherwise;

    /// <summary>An integer attribute.</summary>
    public long Int(string name, long otherwise) => Find(name, 3)?.Int ?? otherwise;

    /// <summary>A truth attribute.</summary>
    public bool Flag(string name, bool otherwise) => Find(name, 5) is { } a ? a.Int != 0 : otherwise;

    /// <summary>A number attribute, which must be finite.</summary>
    public float Number(string name, float otherwise)
    {
        float value = Find(name, 4)?.Float ?? otherwise;
        return float.IsFinite(value) ? value : throw Fail(FormattableString.Invariant($"has {name} = {value}"));
    }

    /// <summary>A type attribute.</summary>
    public TensorFlowDataType Type(string name) => (TensorFlowDataType)int.CreateSaturating(Find(name, 6)?.Int ?? 0);

    /// <summary>A list attribute; null when absent.</summary>
    public IReadOnlyList<long>? Ints(string name) => Find(name, 1)?.Ints;

    /// <summary>Says that something of this node is not supported.</summary>
    public void NotSupported(string reason) => Unsupported.Add(reason);

    /// <summary>Says so for every attribute that nobody asked for.</summary>
    public void ReportUnknownAttributes()
    {
        foreach (string name in node.Attributes.Keys.Where(k => !_asked.Contains(k) && !Harmless.Contains(k) && !k.StartsWith('_')))
        {
            NotSupported($"attribute '{name}'");
        }
    }

    /// <summary>Makes the exception for a node that breaks its operator's rules.</summary>
    public InvalidModelException Fail(string found) => new($"node '{node.Name}' ({node.OperatorName}) {found}.") { Node = node.Name };

    /// <summary>Adds a node whose result only this translation reads.</summary>
    public string Emit(string purpose, Operator op, params IReadOnlyList<string> read)
    {
        string name = builder.NewName($"{node.Name}/{purpose}");
        builder.Add(new Node(name, op, read, [name]));
        return name;
    }

    /// <summary>Adds the node that writes the file node's first value.</summary>
    public TranslatedValue[] Result(Operator op, bool isChannelsFirst, params IReadOnlyList<string> read)
    {
        builder.Add(new Node(node.Name, op, read, [node.Name]));
        return [new TranslatedValue(node.Name, isChannelsFirst)];
    }

    /// <summary>A constant of this translation.</summary>
    public string Constant(string purpose, Tensor tensor) => builder.AddConstant(builder.NewName($"{node.Name}/{purpose}"), tensor);

    private TranslatedValue Ranked(int index, int rank) =>
        Dimensions(index) is { } d && d.Length != rank
            ? throw Fail(FormattableString.Invariant($"reads '{inputs[index].Name}' [{string.Join(", ", d)}]; rank {rank} was expected"))
            : inputs[index];

    private TensorFlowAttribute? Find(string name, int field)
    {
        _asked.Add(name);
        if (!node.Attributes.TryGetValue(name, out TensorFlowAttribute? attribute))
        {
            return null;
        }

        return attribute.Field == field ? attribute : throw Fail(FormattableString.Invariant($"has attribute '{name}' of kind {attribute.Field}; kind {field} was expected"));
    }
}
