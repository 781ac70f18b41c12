using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>One node while it is read: typed access to its attributes, and its inputs, which older forms are turned into.</summary>
/// <remarks>Attributes that nobody asked for are reported as unsupported: they could change what the operator computes.</remarks>
internal sealed class NodeReading(OnnxNode source, int opset, NodeSurroundings surroundings)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Opset of the file's default domain.</summary>
    public int Opset => opset;

    /// <summary>For messages.</summary>
    public string Label => source.Label;

    /// <summary>Names of the values read; older attribute forms are added as constants.</summary>
    public List<string> Inputs { get; } = [.. source.Inputs];

    /// <summary>Number of outputs in the file.</summary>
    public int OutputCount => source.Outputs.Count;

    /// <summary>What of this node cannot be run; empty when everything can.</summary>
    public List<string> Unsupported { get; } = [];

    /// <summary>Whether an optional input is there.</summary>
    public bool HasInput(int index) => index < Inputs.Count && Inputs[index].Length > 0;

    /// <summary>The constant that feeds an input; null when it is absent or computed.</summary>
    public Tensor? ConstantInput(int index) => HasInput(index) ? surroundings.Constants.GetValueOrDefault(Inputs[index]) : null;

    /// <summary>Makes a constant and feeds it to an input.</summary>
    public void SetInput(int index, string argument, Tensor value)
    {
        while (Inputs.Count <= index)
        {
            Inputs.Add("");
        }

        Inputs[index] = surroundings.AddConstant($"{source.Label}/{argument}", value);
    }

    /// <summary>Makes a list of integers and feeds it to an input, when an attribute gives one.</summary>
    public void MoveToInput(string attribute, int index)
    {
        if (Ints(attribute) is { } values)
        {
            SetInput(index, attribute, Tensor.FromInt64s(new Shape(values.Length), values));
        }
    }

    /// <summary>An integer attribute.</summary>
    public long Int(string name, long otherwise) => Find(name) is { } a ? a.Int ?? throw WrongKind(name, "an integer") : otherwise;

    /// <summary>An integer attribute that must lie in a range.</summary>
    public int Int(string name, int otherwise, int lowest, int highest)
    {
        long value = Int(name, otherwise);
        return value >= lowest && value <= highest
            ? (int)value
            : throw Fail(FormattableString.Invariant($"has {name} = {value}; {lowest} to {highest} is allowed"));
    }

    /// <summary>An axis; negative counts from the end.</summary>
    public int Axis(int otherwise) => Int("axis", otherwise, -Shape.MaxRank, Shape.MaxRank);

    /// <summary>An integer attribute that stands for true or false.</summary>
    public bool Flag(string name, bool otherwise) => Int(name, otherwise ? 1 : 0) != 0;

    /// <summary>A float attribute.</summary>
    public float Float(string name, float otherwise)
    {
        float value = Find(name) is { } a ? a.Float ?? throw WrongKind(name, "a float") : otherwise;
        return float.IsFinite(value) ? value : throw Fail($"has a {name} that is not a finite number");
    }

    /// <summary>A float attribute, or null.</summary>
    public float? OptionalFloat(string name) => Find(name) is { } a ? a.Float ?? throw WrongKind(name, "a float") : null;

    /// <summary>A text attribute.</summary>
    public string Text(string name, string otherwise) => Find(name) is { } a ? a.Text ?? throw WrongKind(name, "text") : otherwise;

    /// <summary>A list of integers, or null.</summary>
    public long[]? Ints(string name) => Find(name) is not { } a ? null : a.Int is null ? [.. a.Ints] : throw WrongKind(name, "a list of integers");

    /// <summary>A list of floats, or null.</summary>
    public float[]? Floats(string name) => Find(name) is not { } a ? null : a.Float is null ? [.. a.Floats] : throw WrongKind(name, "a list of floats");

    /// <summary>A tensor attribute, or null.</summary>
    public Tensor? TensorOf(string name) =>
        Find(name) is { } a ? surroundings.Decoder.Decode(a.Tensor ?? throw WrongKind(name, "a tensor"), $"{Label}.{name}") : null;

    /// <summary>Accepts an attribute that has no effect here.</summary>
    public void Ignore(string name) => _asked.Add(name);

    /// <summary>Notes what cannot be run.</summary>
    public void NotSupported(string reason) => Unsupported.Add(reason);

    /// <summary>Notes every attribute that nobody asked for.</summary>
    public void ReportUnknownAttributes()
    {
        foreach (OnnxAttribute attribute in source.Attributes.Where(a => !_asked.Contains(a.Name)))
        {
            Unsupported.Add($"attribute '{attribute.Name}'");
        }
    }

    /// <summary>Makes the exception for a node that breaks the operator's rules.</summary>
    public InvalidModelException Fail(string found) => new($"node '{Label}' ({source.OperatorName}) {found}.") { Node = Label };

    private OnnxAttribute? Find(string name)
    {
        _asked.Add(name);
        return source.Attributes.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.Ordinal));
    }

    private InvalidModelException WrongKind(string name, string expected) => Fail($"has an attribute {name} that is not {expected}");
}
