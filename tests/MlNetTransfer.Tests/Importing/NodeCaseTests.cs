using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Folding;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Importing.Onnx.Operators;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Importing;

/// <summary>Every operator, attribute case and opset form of data/golden/nodes, judged by ONNX Runtime's answers.</summary>
public sealed class NodeCaseTests
{
    // Relative to the largest output; the evaluator computes in binary64 and rounds once.
    private const double Tolerance = 2e-6;

    // Left to the engine: everything with windows, matrix products, normalisation over many values.
    private static readonly string[] NotEvaluated =
    [
        "ArgMax", "AveragePool", "BatchNormalization", "Conv", "Erf", "Gelu", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "InstanceNormalization",
        "LRN", "LayerNormalization", "LogSoftmax", "MatMul", "MaxPool", "Mish", "Softmax",
    ];

    // Their output shape is a value that is fed at run time.
    private static readonly string[] ShapeFromValues = ["ConstantOfShape", "Range"];

    public static TheoryData<string> Operators => [.. OnnxNodeCase.All.Select(c => c.Operator).Distinct()];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Is_read_and_its_shapes_are_those_of_the_answer(string name)
    {
        foreach (OnnxNodeCase c in OnnxNodeCase.All.Where(c => c.Operator == name))
        {
            Graph graph = OnnxReader.Read(c.Model);
            Assert.True(name == "Constant" || graph.Nodes.Any(n => n.Operator.Name == name), c.Name);
            Assert.Equal(c.Inputs.Select(i => i.Name), graph.Inputs.Select(i => i.Name));
            Dictionary<string, IReadOnlyList<Dimension>> fed = c.Inputs.ToDictionary(
                i => i.Name, i => (IReadOnlyList<Dimension>)[.. i.Value.Shape.Select(d => Dimension.Of(d))]);
            IReadOnlyDictionary<string, ValueInfo> values = ShapeInference.Infer(graph, fed);
            IReadOnlyDictionary<string, ValueInfo> symbolic = ShapeInference.Infer(graph);
            int batch = c.Inputs.Count > 0 && c.Inputs[0].Value.Shape.Rank > 0 ? c.Inputs[0].Value.Shape[0] : 1;
            foreach ((string output, Tensor expected) in c.Outputs)
            {
                Assert.Equal(expected.ElementType, values[output].ElementType);
                if (!ShapeFromValues.Contains(name))
                {
                    Assert.Equal(expected.Shape.Select(d => Dimension.Of(d)), values[output].Dimensions);
                    Assert.Equal(expected.Shape, symbolic[output].Dimensions!.Select(d => (int)d.At(batch)));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Is_computed_by_the_constant_evaluator_where_that_applies(string name)
    {
        int evaluated = 0;
        foreach (OnnxNodeCase c in OnnxNodeCase.All.Where(c => c.Operator == name))
        {
            Dictionary<string, Tensor>? values = Evaluate(c);
            evaluated += values is null ? 0 : 1;
            foreach ((string output, Tensor expected) in values is null ? [] : c.Outputs)
            {
                AssertClose(expected, values![output], c.Name);
            }
        }

        Assert.Equal(!NotEvaluated.Contains(name), evaluated > 0);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Survives_writing_and_reading_again(string name)
    {
        foreach (OnnxNodeCase c in OnnxNodeCase.All.Where(c => c.Operator == name))
        {
            Graph graph = OnnxReader.Read(c.Model);
            byte[] written = OnnxWriter.Write(graph);
            Assert.Equal(written, OnnxWriter.Write(graph));
            GraphComparison.AssertEqual(InternalOperators.Expand(graph), OnnxReader.Read(written));
        }
    }

    [Fact]
    public void Cover_every_operator_of_the_table()
    {
        HashSet<string> covered = [.. OnnxNodeCase.All.Select(c => c.Operator)];
        Assert.Equal([], OperatorTable.Names.Where(n => !covered.Contains(n)));
    }

    private static Dictionary<string, Tensor>? Evaluate(OnnxNodeCase c)
    {
        Graph graph = OnnxReader.Read(c.Model);
        Dictionary<string, Tensor> values = new(graph.Constants);
        foreach ((string input, Tensor value) in c.Inputs)
        {
            values[input] = value;
        }

        foreach (Node node in graph.Nodes)
        {
            Tensor[]? results = ConstantEvaluator.TryEvaluate(node, [.. node.Inputs.Select(i => i.Length == 0 ? null : values[i])], 1 << 20);
            if (results is null)
            {
                return null;
            }

            foreach ((string output, Tensor result) in node.Outputs.Zip(results))
            {
                values[output] = result;
            }
        }

        return values;
    }

    private static void AssertClose(Tensor expected, Tensor actual, string name)
    {
        Assert.Equal(expected.ElementType, actual.ElementType);
        Assert.Equal(expected.Shape, actual.Shape);
        double[] e = Numbers.ToDoubles(expected);
        double[] a = Numbers.ToDoubles(actual);
        double scale = expected.ElementType is ElementType.Float32 ? Tolerance * Math.Max(1, e.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max()) : 0;
        for (int i = 0; i < e.Length; i++)
        {
            Assert.True(e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= scale, $"{name} element {i}: {a[i]:R} instead of {e[i]:R}");
        }
    }
}
