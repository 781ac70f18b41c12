using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Tests.References;

/// <summary>Evaluates the few operators of a scattering graph in double precision, straight from ONNX's definitions; values are [N, C, H, W].</summary>
internal sealed class BackbonesGraphReference
{
    private readonly Dictionary<string, (int[] Shape, double[] Data)> _values = new(StringComparer.Ordinal);

    /// <summary>Runs a graph on one input.</summary>
    public static double[] Run(Graph graph, int[] shape, double[] input)
    {
        BackbonesGraphReference reference = new();
        foreach ((string name, Tensors.Tensor tensor) in graph.Constants)
        {
            reference._values[name] = ([.. tensor.Shape], Array.ConvertAll(tensor.AsFloats().ToArray(), v => (double)v));
        }

        reference._values[graph.Inputs[0].Name] = (shape, input);
        foreach (Node node in graph.Nodes)
        {
            (int[] Shape, double[] Data)[] x = [.. node.Inputs.Select(name => reference._values[name])];
            reference._values[node.Outputs[0]] = Evaluate(node.Operator, x);
        }

        return reference._values[graph.Outputs[0].Name].Data;
    }

    private static (int[] Shape, double[] Data) Evaluate(Operator operation, (int[] Shape, double[] Data)[] x) => operation switch
    {
        Conv conv => Convolve(conv, x[0], x[1]),
        Mul => (x[0].Shape, [.. x[0].Data.Zip(x[1].Data, (a, b) => a * b)]),
        Add when x[1].Data.Length == 1 => (x[0].Shape, [.. x[0].Data.Select(a => a + x[1].Data[0])]),
        Add => (x[0].Shape, [.. x[0].Data.Zip(x[1].Data, (a, b) => a + b)]),
        Sqrt => (x[0].Shape, [.. x[0].Data.Select(Math.Sqrt)]),
        Log => (x[0].Shape, [.. x[0].Data.Select(v => Math.Log(v))]),
        Flatten => ([x[0].Shape[0], x[0].Data.Length / x[0].Shape[0]], x[0].Data),
        GlobalAveragePool => Means(x[0], x[0].Shape[2]),
        AveragePool pool => Means(x[0], pool.Window.Kernel.Height),
        Concat => Join(x),
        _ => throw new NotSupportedException(operation.Name),
    };

    private static (int[] Shape, double[] Data) Convolve(Conv conv, (int[] Shape, double[] Data) x, (int[] Shape, double[] Data) w)
    {
        (int n, int c, int h, int width) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        (int m, int k, int stride, int pad) = (w.Shape[0], w.Shape[3], conv.Window.Strides.Height, conv.Window.Pads.Top);
        int side = ((h + (2 * pad) - k) / stride) + 1;
        int perGroup = c / conv.Group;
        double[] y = new double[n * m * side * side];
        for (int at = 0; at < y.Length; at++)
        {
            (int picture, int output, int row, int column) = (at / (side * side * m), at / (side * side) % m, at / side % side, at % side);
            int firstRow = (row * stride) - pad;
            int firstColumn = (column * stride) - pad;
            for (int channel = 0; channel < perGroup; channel++)
            {
                int source = ((picture * c) + (output / (m / conv.Group) * perGroup) + channel) * h * width;
                int weight = ((output * perGroup) + channel) * k * k;
                for (int i = Math.Max(0, -firstRow); i < Math.Min(k, h - firstRow); i++)
                {
                    for (int j = Math.Max(0, -firstColumn); j < Math.Min(k, width - firstColumn); j++)
                    {
                        y[at] += w.Data[weight + (i * k) + j] * x.Data[source + ((firstRow + i) * width) + firstColumn + j];
                    }
                }
            }
        }

        return ([n, m, side, side], y);
    }

    private static (int[] Shape, double[] Data) Means((int[] Shape, double[] Data) x, int cell)
    {
        int size = x.Shape[2];
        int side = size / cell;
        double[] y = new double[x.Shape[0] * x.Shape[1] * side * side];
        for (int at = 0; at < x.Data.Length; at++)
        {
            (int map, int row, int column) = (at / (size * size), at / size % size / cell, at % size / cell);
            y[(((map * side) + row) * side) + column] += x.Data[at] / (cell * cell);
        }

        return ([x.Shape[0], x.Shape[1], side, side], y);
    }

    private static (int[] Shape, double[] Data) Join((int[] Shape, double[] Data)[] x)
    {
        int batch = x[0].Shape[0];
        List<double> y = [];
        for (int n = 0; n < batch; n++)
        {
            foreach ((_, double[] data) in x)
            {
                y.AddRange(data.AsSpan(n * (data.Length / batch), data.Length / batch));
            }
        }

        int[] shape = [.. x[0].Shape];
        shape[1] = x.Sum(part => part.Shape[1]);
        return (shape, [.. y]);
    }
}
