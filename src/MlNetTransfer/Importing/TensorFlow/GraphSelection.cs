using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.TensorFlow.Operators;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>The part of a file that computes something from its input: what outputs there are, what they need, in which order.</summary>
internal sealed class GraphSelection
{
    private const int NamedAtMost = 5;

    // Ends of a graph that are no answers.
    private static readonly HashSet<string> NoAnswers = new(StringComparer.Ordinal)
    {
        "NoOp", "Assert", "Print", "PrintV2", "ScalarSummary", "HistogramSummary", "ImageSummary", "MergeSummary", "Save", "SaveV2", "ShardedFilename",
    };

    private static readonly string[] TellingNames = ["features", "logits"];

    private readonly TensorFlowModel _model;
    private readonly PicturePreprocessing? _preprocessing;

    private GraphSelection(TensorFlowModel model, PicturePreprocessing? preprocessing)
    {
        _model = model;
        _preprocessing = preprocessing;
        ByName = model.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
    }

    /// <summary>All nodes of the file.</summary>
    public Dictionary<string, TensorFlowNode> ByName { get; }

    /// <summary>The outputs, the most telling first.</summary>
    public List<(string Node, int Output)> Outputs { get; } = [];

    /// <summary>The nodes that the outputs need, in the file's order.</summary>
    public List<TensorFlowNode> Needed { get; } = [];

    /// <summary>Chooses.</summary>
    /// <exception cref="InvalidModelException">Nothing depends on an input, or a value that is read does not exist.</exception>
    public static GraphSelection Choose(TensorFlowModel model, PicturePreprocessing? preprocessing, IReadOnlyList<string> wanted)
    {
        GraphSelection selection = new(model, preprocessing);
        selection.CheckInputs();
        HashSet<string> dependent = selection.Dependent();
        selection.ChooseOutputs(wanted, dependent);
        selection.CollectNeeded();
        return selection;
    }

    /// <summary>Whether the graph begins at a node: a placeholder of numbers, or the end of the preprocessing.</summary>
    public bool IsInput(TensorFlowNode node) =>
        (_preprocessing is { IsConnected: true } && node.Name == _preprocessing.CutNode)
        || (node.OperatorName == "Placeholder" && DataTypeOf(node) != TensorFlowDataType.String)
        || (node.OperatorName == "PlaceholderWithDefault" && DataTypeOf(node) == TensorFlowDataType.Float
            && (!node.Attributes.TryGetValue("shape", out TensorFlowAttribute? shape) || shape.Shape is null or { Count: 4 }));

    /// <summary>The <c>dtype</c> attribute.</summary>
    public static TensorFlowDataType DataTypeOf(TensorFlowNode node) =>
        node.Attributes.TryGetValue("dtype", out TensorFlowAttribute? type) ? (TensorFlowDataType)int.CreateSaturating(type.Int) : TensorFlowDataType.None;

    /// <summary>The needed nodes, each after those it reads; null when they form a cycle.</summary>
    /// <param name="stuck">Some nodes of the cycle, or above it.</param>
    public List<TensorFlowNode>? Order(out string stuck)
    {
        Dictionary<string, int> waiting = new(StringComparer.Ordinal);
        Dictionary<string, List<TensorFlowNode>> readers = new(StringComparer.Ordinal);
        Queue<TensorFlowNode> ready = [];
        foreach (TensorFlowNode node in Needed)
        {
            string[] read = IsInput(node) ? [] : [.. node.Inputs.Select(i => i.Node).Distinct()];
            waiting[node.Name] = read.Length;
            foreach (string name in read)
            {
                (readers.TryGetValue(name, out List<TensorFlowNode>? list) ? list : readers[name] = []).Add(node);
            }

            if (read.Length == 0)
            {
                ready.Enqueue(node);
            }
        }

        List<TensorFlowNode> ordered = new(Needed.Count);
        while (ready.TryDequeue(out TensorFlowNode? node))
        {
            ordered.Add(node);
            foreach (TensorFlowNode reader in readers.GetValueOrDefault(node.Name) ?? [])
            {
                if (--waiting[reader.Name] == 0)
                {
                    ready.Enqueue(reader);
                }
            }
        }

        stuck = string.Join(", ", waiting.Where(w => w.Value > 0).Take(NamedAtMost).Select(w => $"'{w.Key}'"));
        return ordered.Count == Needed.Count ? ordered : null;
    }

    private void CheckInputs()
    {
        foreach (TensorFlowNode node in _model.Nodes)
        {
            foreach ((string name, int output) in node.Inputs.Where(i => !ByName.ContainsKey(i.Node)))
            {
                throw new InvalidModelException($"node '{node.Name}' ({node.OperatorName}) reads '{TensorFlowNode.ValueName(name, output)}', which nothing writes.") { Node = node.Name };
            }
        }
    }

    // Nodes that an input can change.
    private HashSet<string> Dependent()
    {
        Dictionary<string, List<string>> readers = new(StringComparer.Ordinal);
        foreach (TensorFlowNode node in _model.Nodes)
        {
            foreach ((string name, _) in node.Inputs)
            {
                (readers.TryGetValue(name, out List<string>? list) ? list : readers[name] = []).Add(node.Name);
            }
        }

        HashSet<string> dependent = [.. _model.Nodes.Where(IsInput).Select(n => n.Name)];
        Stack<string> open = new(dependent);
        while (open.TryPop(out string? name))
        {
            foreach (string reader in (readers.GetValueOrDefault(name) ?? []).Where(dependent.Add))
            {
                open.Push(reader);
            }
        }

        return dependent;
    }

    private void ChooseOutputs(IReadOnlyList<string> wanted, HashSet<string> dependent)
    {
        foreach (string name in wanted)
        {
            (string node, int output) = TensorFlowNode.SplitName(name);
            Outputs.Add(dependent.Contains(node) ? (node, output) : throw new InvalidModelException($"no value called '{name}' depends on an input of the graph."));
        }

        if (wanted.Count == 0)
        {
            Outputs.AddRange(SignatureOutputs().Select(o => TensorFlowNode.SplitName(o.Value)).Where(o => dependent.Contains(o.Node)));
            Outputs.AddRange(TellingNames.Where(dependent.Contains).Select(n => (n, 0)));
            HashSet<string> read = [.. _model.Nodes.SelectMany(n => n.Inputs.Select(i => i.Node))];
            Outputs.AddRange(_model.Nodes
                .Where(n => dependent.Contains(n.Name) && !read.Contains(n.Name) && !NoAnswers.Contains(n.OperatorName) && !IsInput(n))
                .Select(n => (n.Name, 0)));
        }

        if (Outputs.Count == 0)
        {
            throw new InvalidModelException(_model.Nodes.Count == 0
                ? "the graph has no nodes; the file was cut short or is not a network."
                : "nothing in the graph depends on an input (Placeholder of numbers); this is no network for pictures. " + OperatorTable.FreezingAdvice + ".");
        }

        (string, int)[] distinct = [.. Outputs.Distinct()];
        Outputs.Clear();
        Outputs.AddRange(distinct);
    }

    /// <summary>Outputs by key of the signature that serving uses, or of the only one.</summary>
    public Dictionary<string, string> SignatureOutputs() =>
        _model.SignatureOutputs.GetValueOrDefault("serving_default") ?? (_model.SignatureOutputs.Count == 1 ? _model.SignatureOutputs.Values.First() : []);

    private void CollectNeeded()
    {
        HashSet<string> needed = [.. Outputs.Select(o => o.Node)];
        Stack<string> open = new(needed);
        while (open.TryPop(out string? name))
        {
            TensorFlowNode node = ByName[name];
            foreach ((string read, _) in IsInput(node) ? [] : node.Inputs.Where(i => needed.Add(i.Node)).ToArray())
            {
                open.Push(read);
            }
        }

        Needed.AddRange(_model.Nodes.Where(n => needed.Contains(n.Name)));
    }
}
