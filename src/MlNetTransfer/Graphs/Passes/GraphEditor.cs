using MlNetTransfer.Graphs.Shapes;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>A graph while a pass rewrites it: who writes and who reads each value, kept up to date.</summary>
/// <remarks>
/// Passes visit nodes in order and rewrite at the last node of a pattern, so that replacements stand after everything they read.
/// Nodes whose results nobody needs any more disappear at once.
/// </remarks>
internal sealed class GraphEditor
{
    private readonly Graph _graph;
    private readonly LinkedList<Node> _nodes = new();
    private readonly Dictionary<string, LinkedListNode<Node>> _writers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LinkedListNode<Node>>> _readers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs;
    private readonly HashSet<string> _names;
    private readonly Dictionary<string, Tensor> _constants;
    private Dictionary<string, InferredValue>? _values;

    /// <summary>Opens a graph.</summary>
    public GraphEditor(Graph graph)
    {
        _graph = graph;
        _constants = new Dictionary<string, Tensor>(graph.Constants, StringComparer.Ordinal);
        _outputs = [.. graph.Outputs.Select(o => o.Name)];
        _names = [.. graph.Inputs.Select(i => i.Name), .. graph.Constants.Keys];
        foreach (Node node in graph.Nodes)
        {
            Attach(_nodes.AddLast(node));
        }
    }

    /// <summary>What shape inference knows of each value of the graph as it was opened.</summary>
    public IReadOnlyDictionary<string, InferredValue> Values => _values ??= ShapeInference.InferValues(_graph);

    /// <summary>Rewrites node by node, in order.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="visit">Called with each node; may replace it and nodes before it.</param>
    /// <returns>The rewritten graph.</returns>
    public static Graph Rewrite(Graph graph, Action<GraphEditor, Node> visit)
    {
        GraphEditor editor = new(graph);
        LinkedListNode<Node>? current = editor._nodes.First;
        while (current is not null)
        {
            LinkedListNode<Node>? next = current.Next;
            visit(editor, current.Value);
            current = next;
        }

        return editor.ToGraph();
    }

    /// <summary>Dimensions of a value; null when unknown or made by this pass.</summary>
    public Dimension[]? Dimensions(string value) =>
        _constants.TryGetValue(value, out Tensor? constant) ? [.. constant.Shape.Select(d => Dimension.Of(d))] : Values.GetValueOrDefault(value)?.Dimensions;

    /// <summary>The node that writes a value; null for inputs and constants.</summary>
    public Node? Writer(string value) => _writers.GetValueOrDefault(value)?.Value;

    /// <summary>The node that writes an input of another node, provided that nobody else needs the value.</summary>
    public Node? OnlyWriter(Node reader, int input) =>
        input < reader.Inputs.Count && IsReadOnce(reader.Inputs[input]) ? Writer(reader.Inputs[input]) : null;

    /// <summary>Whether exactly one node reads a value, and no caller.</summary>
    public bool IsReadOnce(string value) =>
        !_outputs.Contains(value) && _readers.TryGetValue(value, out List<LinkedListNode<Node>>? readers) && readers.Count == 1;

    /// <summary>Whether a caller may ask for a value.</summary>
    public bool IsOutput(string value) => _outputs.Contains(value);

    /// <summary>Nodes that read a value.</summary>
    public IReadOnlyList<Node> Readers(string value) => _readers.TryGetValue(value, out List<LinkedListNode<Node>>? readers) ? [.. readers.Select(r => r.Value)] : [];

    /// <summary>A constant; null for other values.</summary>
    public Tensor? Constant(string value) => _constants.GetValueOrDefault(value);

    /// <summary>A constant input of a node; null when absent or computed.</summary>
    public Tensor? Constant(Node node, int input) => input < node.Inputs.Count ? Constant(node.Inputs[input]) : null;

    /// <summary>The only element of a constant float; null for everything else.</summary>
    public float? Scalar(string value) => Constant(value) is { ElementType: ElementType.Float32, Shape.ElementCount: 1 } t ? t.AsFloats()[0] : null;

    /// <summary>Constant integers of an input; null when absent or computed.</summary>
    public long[]? Integers(Node node, int input) => Constant(node, input) switch
    {
        { ElementType: ElementType.Int64 } t => t.AsInt64s().ToArray(),
        { ElementType: ElementType.Int32 } t => [.. t.AsInt32s().ToArray().Select(v => (long)v)],
        _ => null,
    };

    /// <summary>Adds a constant.</summary>
    /// <returns>The name it got: the wished one or one like it.</returns>
    public string AddConstant(string wish, Tensor value)
    {
        string name = NewName(wish);
        _constants.Add(name, value);
        return name;
    }

    /// <summary>A value name that is free.</summary>
    public string NewName(string wish)
    {
        string name = wish;
        for (int i = 2; !_names.Add(name); i++)
        {
            name = FormattableString.Invariant($"{wish}_{i}");
        }

        return name;
    }

    /// <summary>Puts nodes in the place of another; together they write its outputs.</summary>
    public void Replace(Node old, params ReadOnlySpan<Node> by)
    {
        LinkedListNode<Node> place = _writers[old.Outputs[0]];
        Detach(place);
        foreach (Node node in by)
        {
            Attach(_nodes.AddBefore(place, node));
        }

        _nodes.Remove(place);
        RemoveUnread(old.Inputs);
    }

    /// <summary>Puts a constant in the place of a node with one output.</summary>
    public void ReplaceByConstant(Node old, Tensor value)
    {
        LinkedListNode<Node> place = _writers[old.Outputs[0]];
        Detach(place);
        _nodes.Remove(place);
        _constants.Add(old.Outputs[0], value);
        RemoveUnread(old.Inputs);
    }

    /// <summary>Removes a node whose output equals another value.</summary>
    /// <returns>False, and nothing changes, where both names must stay.</returns>
    public bool Bypass(Node node, string equal)
    {
        string output = node.Outputs[0];
        if (!IsOutput(output))
        {
            Redirect(output, equal);
            LinkedListNode<Node> place = _writers[output];
            Detach(place);
            _nodes.Remove(place);
            RemoveUnread(node.Inputs);
            return true;
        }

        if (IsOutput(equal) || !_writers.TryGetValue(equal, out LinkedListNode<Node>? writer))
        {
            return false;
        }

        // The caller asks for the output's name: the writer of the equal value takes it over.
        LinkedListNode<Node> removed = _writers[output];
        Detach(removed);
        _nodes.Remove(removed);
        Redirect(equal, output);
        Node source = writer.Value;
        Detach(writer);
        writer.Value = source with { Outputs = [.. source.Outputs.Select(o => o == equal ? output : o)] };
        Attach(writer);
        return true;
    }

    /// <summary>Lets all readers of a value read another one.</summary>
    public void Redirect(string from, string to)
    {
        foreach (LinkedListNode<Node> reader in _readers.TryGetValue(from, out List<LinkedListNode<Node>>? all) ? [.. all] : Array.Empty<LinkedListNode<Node>>())
        {
            Node node = reader.Value;
            Detach(reader);
            reader.Value = node with { Inputs = [.. node.Inputs.Select(i => i == from ? to : i)] };
            Attach(reader);
        }
    }

    /// <summary>The graph as it stands, without constants that nobody reads.</summary>
    public Graph ToGraph()
    {
        HashSet<string> used = [.. _nodes.SelectMany(n => n.Inputs), .. _outputs];
        return _graph with
        {
            Nodes = [.. _nodes],
            Constants = _constants.Where(c => used.Contains(c.Key)).ToDictionary(StringComparer.Ordinal),
        };
    }

    private void Attach(LinkedListNode<Node> place)
    {
        foreach (string output in place.Value.Outputs)
        {
            _writers[output] = place;
            _names.Add(output);
        }

        foreach (string input in place.Value.Inputs.Distinct().Where(i => i.Length > 0))
        {
            if (!_readers.TryGetValue(input, out List<LinkedListNode<Node>>? readers))
            {
                _readers[input] = readers = [];
            }

            readers.Add(place);
        }
    }

    private void Detach(LinkedListNode<Node> place)
    {
        foreach (string output in place.Value.Outputs)
        {
            _writers.Remove(output);
        }

        foreach (string input in place.Value.Inputs.Distinct().Where(i => i.Length > 0))
        {
            _readers[input].Remove(place);
        }
    }

    private void RemoveUnread(IEnumerable<string> values)
    {
        Stack<string> open = new(values);
        while (open.TryPop(out string? value))
        {
            bool needed = !_writers.TryGetValue(value, out LinkedListNode<Node>? writer)
                || writer.Value.Outputs.Any(o => IsOutput(o) || (_readers.TryGetValue(o, out List<LinkedListNode<Node>>? readers) && readers.Count > 0));
            if (needed)
            {
                continue;
            }

            Node dead = writer!.Value;
            Detach(writer);
            _nodes.Remove(writer);
            foreach (string input in dead.Inputs)
            {
                open.Push(input);
            }
        }
    }
}
