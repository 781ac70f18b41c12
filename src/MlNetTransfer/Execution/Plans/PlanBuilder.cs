using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Turns a graph whose shapes are all known into steps, one node at a time.</summary>
internal sealed class PlanBuilder
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<string, ValueInfo> _infos;
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly List<PlanValue> _values = [];
    private readonly List<PlanStep> _steps = [];

    private PlanBuilder(Graph graph, IReadOnlyDictionary<string, ValueInfo> infos)
    {
        _graph = graph;
        _infos = infos;
    }

    /// <summary>Lowers every node.</summary>
    /// <param name="graph">Optimised graph with one input.</param>
    /// <param name="infos">Every value's type and constant dimensions.</param>
    /// <param name="unitBatch">Number of pictures that the dimensions are for.</param>
    /// <exception cref="UnsupportedOperatorException">Some nodes cannot be lowered; all are listed.</exception>
    public static ExecutionPlan Build(Graph graph, IReadOnlyDictionary<string, ValueInfo> infos, int unitBatch)
    {
        var builder = new PlanBuilder(graph, infos);
        int input = builder.Declare(graph.Inputs[0].Name);
        var unsupported = new List<UnsupportedOperator>();
        foreach (Node node in graph.Nodes)
        {
            string? reason = NodeLowering.Lower(new LoweringNode(builder, node));
            if (reason is not null)
            {
                unsupported.Add(new UnsupportedOperator(node.Operator.Name, node.Name.Length > 0 ? node.Name : node.Outputs[0], reason));
                builder.DeclareRemaining(node);
            }
        }

        return unsupported.Count > 0
            ? throw new UnsupportedOperatorException(graph.Name.Length > 0 ? $"Network '{graph.Name}'" : "The network", unsupported)
            : new ExecutionPlan
            {
                UnitBatch = unitBatch,
                Values = builder._values,
                Steps = builder._steps,
                Input = input,
                Outputs = [.. graph.Outputs.Select(output => builder.IndexOf(output.Name))],
            };
    }

    /// <summary>Index of a named value; constants are added when they are first used.</summary>
    public int IndexOf(string name)
    {
        if (!_indexes.TryGetValue(name, out int index))
        {
            if (!_graph.Constants.TryGetValue(name, out Tensor? constant))
            {
                throw new InvalidModelException($"Value '{name}' is read but no node, input or constant provides it. Check the file with its exporter.");
            }

            index = Add(new PlanValue(name, constant.ElementType, constant.Shape, constant));
            _indexes[name] = index;
        }

        return index;
    }

    /// <summary>A value.</summary>
    public PlanValue this[int index] => _values[index];

    /// <summary>The constant of a name, if it is one.</summary>
    public Tensor? ConstantOf(string name) => _graph.Constants.GetValueOrDefault(name);

    /// <summary>Adds a value and returns its index.</summary>
    public int Add(PlanValue value)
    {
        _values.Add(value);
        return _values.Count - 1;
    }

    /// <summary>Adds the graph's value of this name.</summary>
    public int Declare(string name)
    {
        int index = Add(new PlanValue(name, TypeOf(name), ShapeOf(name)));
        _indexes.Add(name, index);
        return index;
    }

    /// <summary>Lets a name stand for a value that exists.</summary>
    public void Bind(string name, int value) => _indexes.Add(name, value);

    /// <summary>Adds a step.</summary>
    public void Emit(PlanStep step) => _steps.Add(step);

    /// <summary>Dimensions of a value of the graph.</summary>
    public Shape ShapeOf(string name)
    {
        if (_graph.Constants.TryGetValue(name, out Tensor? constant))
        {
            return constant.Shape;
        }

        IReadOnlyList<Dimension>? dimensions = _infos.GetValueOrDefault(name)?.Dimensions;
        return dimensions is not null && dimensions.All(dimension => dimension.IsConstant && dimension.Constant <= int.MaxValue)
            ? new Shape([.. dimensions.Select(dimension => (int)dimension.Constant)])
            : throw new InvalidModelException(
                $"The shape of '{name}' cannot be known before the run ({_infos.GetValueOrDefault(name)?.ToString() ?? "nothing is known"}). "
                + "State the input's height and width, or choose an output that comes before it.");
    }

    private ElementType TypeOf(string name) => _infos.TryGetValue(name, out ValueInfo? info) ? info.ElementType : ElementType.Float32;

    private void DeclareRemaining(Node node)
    {
        foreach (string output in node.Outputs.Where(output => output.Length > 0 && !_indexes.ContainsKey(output)))
        {
            Declare(output);
        }
    }
}
