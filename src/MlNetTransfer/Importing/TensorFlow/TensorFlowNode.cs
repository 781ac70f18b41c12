namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>A <c>NodeDef</c>.</summary>
internal sealed class TensorFlowNode
{
    /// <summary>Unique name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Operator.</summary>
    public string OperatorName { get; set; } = "";

    /// <summary>Values read, without control inputs: the node and which of its outputs.</summary>
    public List<(string Node, int Output)> Inputs { get; } = [];

    /// <summary>Attributes by name.</summary>
    public Dictionary<string, TensorFlowAttribute> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>Name of one of its values in the graph.</summary>
    public static string ValueName(string node, int output) => output == 0 ? node : FormattableString.Invariant($"{node}:{output}");

    /// <summary>Splits <c>name</c>, <c>name:k</c>.</summary>
    public static (string Node, int Output) SplitName(string value)
    {
        int colon = value.LastIndexOf(':');
        return colon > 0 && int.TryParse(value.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int output)
            ? (value[..colon], output)
            : (value, 0);
    }
}
