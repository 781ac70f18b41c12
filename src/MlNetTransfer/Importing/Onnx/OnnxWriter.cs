using System.Globalization;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx.Operators;
using MlNetTransfer.Importing.Protobuf;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Writes graphs as ONNX files that this library and others read.</summary>
/// <remarks>
/// The same graph gives the same bytes. IR version 8; opset 18, the first in which every operator takes its arguments as the records have them, and
/// 20 where the graph holds Gelu. Operators that only optimisation makes are written as the ONNX operators they stand for. Weights are raw data.
/// </remarks>
public static class OnnxWriter
{
    private const int IrVersion = 8;
    private const int BaseOpset = 18;

    /// <summary>Writes a network.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">What else to write; null for the defaults.</param>
    /// <returns>The file.</returns>
    /// <exception cref="UnsupportedOperatorException">The graph holds an operator that ONNX has no form for.</exception>
    /// <exception cref="InvalidModelException">A node does not fit its inputs, found while operators were expanded.</exception>
    /// <exception cref="InvalidOperationException">The file would exceed 2 GiB.</exception>
    public static byte[] Write(Graph graph, OnnxWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        options ??= new OnnxWriteOptions();
        graph = InternalOperators.Expand(graph);
        UnsupportedOperator[] unknown = [.. graph.Nodes.Where(n => OperatorTable.Find(n.Operator.Name) is null)
            .Select(n => new UnsupportedOperator(n.Operator.Name, n.Name, "no ONNX form"))];
        if (unknown.Length > 0)
        {
            throw new UnsupportedOperatorException(graph.Name, unknown);
        }

        int opset = graph.Nodes.Select(n => OperatorTable.Find(n.Operator.Name)!.Since).Append(BaseOpset).Max();
        ProtobufWriter writer = new();
        writer.Int64(1, IrVersion);
        writer.Text(2, options.ProducerName);
        writer.Message(7, w => WriteGraph(w, graph));
        writer.Message(8, w =>
        {
            w.Text(1, "");
            w.Int64(2, opset);
        });
        foreach ((string key, string value) in Merged(graph.Metadata, options.Metadata))
        {
            writer.Message(14, w =>
            {
                w.Text(1, key);
                w.Text(2, value);
            });
        }

        return writer.ToArray();
    }

    private static SortedDictionary<string, string> Merged(IReadOnlyDictionary<string, string> graph, IReadOnlyDictionary<string, string> added)
    {
        SortedDictionary<string, string> all = new(StringComparer.Ordinal);
        foreach ((string key, string value) in graph.Concat(added))
        {
            all[key] = value;
        }

        return all;
    }

    private static void WriteGraph(ProtobufWriter writer, Graph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            writer.Message(1, w => WriteNode(w, node));
        }

        writer.Text(2, graph.Name);
        foreach ((string name, Tensor tensor) in graph.Constants.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            writer.Message(5, w => OnnxTensorEncoder.Write(w, name, tensor));
        }

        foreach (ValueInfo input in graph.Inputs)
        {
            writer.Message(11, w => WriteValue(w, input));
        }

        foreach (ValueInfo output in graph.Outputs)
        {
            writer.Message(12, w => WriteValue(w, output));
        }
    }

    private static void WriteNode(ProtobufWriter writer, Node node)
    {
        foreach (string input in node.Inputs)
        {
            writer.Text(1, input);
        }

        foreach (string output in node.Outputs)
        {
            writer.Text(2, output);
        }

        writer.Text(3, node.Name);
        writer.Text(4, node.Operator.Name);
        Operator op = node.Operator is Split && node.Inputs.Count > 1 ? ((Split)node.Operator) with { OutputCount = null } : node.Operator;
        OperatorTable.Find(op.Name)!.Write(op, new NodeWriting(writer));
    }

    private static void WriteValue(ProtobufWriter writer, ValueInfo value)
    {
        writer.Text(1, value.Name);
        writer.Message(2, type => type.Message(1, tensor =>
        {
            tensor.Int64(1, (int)OnnxElementTypes.ToOnnx(value.ElementType));
            if (value.Dimensions is { } dimensions)
            {
                tensor.Message(2, shape =>
                {
                    for (int i = 0; i < dimensions.Count; i++)
                    {
                        int axis = i;
                        shape.Message(1, w => WriteDimension(w, dimensions[axis], value.Name, axis));
                    }
                });
            }
        }));
    }

    private static void WriteDimension(ProtobufWriter writer, Dimension dimension, string value, int axis)
    {
        if (dimension.IsConstant)
        {
            writer.Int64(1, dimension.Constant);
        }
        else
        {
            writer.Text(2, dimension.IsUnknown ? string.Create(CultureInfo.InvariantCulture, $"{value}_{axis}") : dimension.ToString());
        }
    }
}
