using System.Globalization;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Shapes;

/// <summary>One node and what is known of its inputs, while the rule of its operator runs.</summary>
internal sealed class RuleContext(Node node, InferredValue?[] inputs)
{
    public Node Node => node;

    /// <summary>Number of inputs that are present or skipped.</summary>
    public int InputCount => inputs.Length;

    /// <summary>A required input.</summary>
    public InferredValue Input(int index) =>
        Optional(index) ?? throw Fail(string.Create(CultureInfo.InvariantCulture, $"lacks input {index + 1}"));

    /// <summary>An input, or null when it is absent.</summary>
    public InferredValue? Optional(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>Dimensions of a required input; null when its rank is unknown.</summary>
    public Dimension[]? Dimensions(int index) => Input(index).Dimensions;

    /// <summary>Dimensions of an input that must have a certain rank; null when its rank is unknown.</summary>
    public Dimension[]? Dimensions(int index, int rank)
    {
        Dimension[]? dimensions = Dimensions(index);
        return dimensions is null || dimensions.Length == rank
            ? dimensions
            : throw Fail(string.Create(CultureInfo.InvariantCulture, $"reads {Describe(index)}; rank {rank} was expected"));
    }

    /// <summary>Constant integers of an input; null when it is absent.</summary>
    /// <exception cref="InvalidModelException">It is there but not constant.</exception>
    public long[]? Integers(int index)
    {
        if (Optional(index) is not { } value)
        {
            return null;
        }

        return value.Entries is { } entries && entries.All(e => e.IsConstant)
            ? [.. entries.Select(e => e.Constant)]
            : throw Fail($"takes '{node.Inputs[index]}' as argument, which is computed while the network runs; only constants and shapes are supported there");
    }

    /// <summary>An axis counted from the front.</summary>
    public int Axis(long axis, int rank, bool endAllowed = false)
    {
        long positive = axis < 0 ? axis + rank : axis;
        return positive >= 0 && positive < rank + (endAllowed ? 1 : 0)
            ? (int)positive
            : throw Fail(string.Create(CultureInfo.InvariantCulture, $"has axis {axis} for a value of rank {rank}"));
    }

    /// <summary>One output of the first input's element type.</summary>
    public InferredValue[] Result(Dimension[]? dimensions) => [new InferredValue(Input(0).ElementType, dimensions)];

    /// <summary>One output.</summary>
    public static InferredValue[] Result(ElementType type, Dimension[]? dimensions) => [new InferredValue(type, dimensions)];

    /// <summary>Makes the exception for a node that does not fit its inputs.</summary>
    public InvalidModelException Fail(string found) => new($"node '{node.Name}' ({node.Operator.Name}) {found}.") { Node = node.Name };

    /// <summary>An input's name and shape, for messages.</summary>
    public string Describe(int index) =>
        $"'{node.Inputs[index]}' [{(Dimensions(index) is { } d ? string.Join(", ", d) : "...")}]";
}
