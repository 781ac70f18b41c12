using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.References;

/// <summary>Compares graphs field by field, bit by bit.</summary>
internal static class GraphComparison
{
    public static void AssertEqual(Graph expected, Graph actual)
    {
        Assert.Equal(expected.Name, actual.Name);
        AssertEqual(expected.Inputs, actual.Inputs);
        AssertEqual(expected.Outputs, actual.Outputs);
        Assert.Equal(expected.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal), actual.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal));
        Assert.Equal(expected.Constants.Keys.Order(StringComparer.Ordinal), actual.Constants.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, Tensor tensor) in expected.Constants)
        {
            Tensor other = actual.Constants[name];
            Assert.Equal(tensor.ElementType, other.ElementType);
            Assert.Equal(tensor.Shape, other.Shape);
            Assert.True(tensor.Bytes.Span.SequenceEqual(other.Bytes.Span), name);
        }

        Assert.Equal(expected.Nodes.Count, actual.Nodes.Count);
        foreach ((Node e, Node a) in expected.Nodes.Zip(actual.Nodes))
        {
            Assert.Equal(e.Name, a.Name);
            Assert.Equal(e.Operator, a.Operator);
            Assert.Equal(e.Inputs, a.Inputs);
            Assert.Equal(e.Outputs, a.Outputs);
        }
    }

    private static void AssertEqual(IReadOnlyList<ValueInfo> expected, IReadOnlyList<ValueInfo> actual)
    {
        Assert.Equal(expected.Select(v => v.ToString()), actual.Select(v => v.ToString()));
    }
}
