using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Tests.References;

/// <summary>Runs a graph node by node in double precision, straight from the operators' definitions; slow and obvious.</summary>
internal sealed class ExecutionReference
{
    private readonly Dictionary<string, ReferenceValue> _values = new(StringComparer.Ordinal);

    private ExecutionReference()
    {
    }

    /// <summary>All values of a run by name.</summary>
    public static IReadOnlyDictionary<string, ReferenceValue> Run(Graph graph, ReferenceValue input) => Run(graph, input, new Dictionary<string, double[]>());

    /// <summary>All values of a run by name, with other values in place of some constants.</summary>
    public static IReadOnlyDictionary<string, ReferenceValue> Run(Graph graph, ReferenceValue input, IReadOnlyDictionary<string, double[]> changed)
    {
        var reference = new ExecutionReference();
        foreach ((string name, Tensors.Tensor constant) in graph.Constants)
        {
            reference._values[name] = new ReferenceValue(
                [.. constant.Shape],
                changed.TryGetValue(name, out double[]? values) ? values : Array.ConvertAll(ConstantReading.ToFloats(constant), x => (double)x));
        }

        reference._values[graph.Inputs[0].Name] = input;
        foreach (Node node in graph.Nodes)
        {
            reference._values[node.Outputs[0]] = reference.Evaluate(node);
        }

        return reference._values;
    }

    private ReferenceValue Evaluate(Node node)
    {
        ReferenceValue[] x = [.. node.Inputs.Where(name => name.Length > 0).Select(name => _values[name])];
        return node.Operator switch
        {
            Conv conv => Convolve(conv, x),
            Gemm => Multiply(x),
            MaxPool pool => Pool(x[0], pool.Window, window => window.Where(v => !double.IsNaN(v)).Max()),
            AveragePool pool => Pool(x[0], pool.Window, window => window.Where(v => !double.IsNaN(v)).Average()),
            GlobalAveragePool => Pooled(x[0]),
            Add => Broadcast(x[0], x[1], (a, b) => a + b),
            Mul => Broadcast(x[0], x[1], (a, b) => a * b),
            Relu => x[0].Map(v => Math.Max(0, v)),
            Clip => x[0].Map(v => Math.Min(x[2].Data[0], Math.Max(x[1].Data[0], v))),
            Sigmoid => x[0].Map(v => 1 / (1 + Math.Exp(-v))),
            HardSwish => x[0].Map(v => v * Math.Max(0, Math.Min(1, (v / 6) + 0.5))),
            Silu => x[0].Map(v => v / (1 + Math.Exp(-v))),
            ScaleShift => Broadcast(Broadcast(x[0], PerChannel(x[1]), (a, b) => a * b), PerChannel(x[2]), (a, b) => a + b),
            BatchNormalization norm => Normalized(norm, x),
            HardSigmoid hard => x[0].Map(v => Math.Max(0, Math.Min(1, (hard.Alpha * v) + hard.Beta))),
            Gelu => x[0].Map(v => v * (1 + Erf(v / Math.Sqrt(2))) / 2),
            Tanh => x[0].Map(Math.Tanh),
            LayerNormalization norm => RowsNormalized(norm, x),
            Softmax => Distributed(x[0]),
            MatMul => Multiplied(x[0], x[1]),
            Sub => Broadcast(x[0], x[1], (a, b) => a - b),
            Div => Broadcast(x[0], x[1], (a, b) => a / b),
            Expand => Broadcast(x[0], ReferenceValue.Fill([.. x[1].Data.Select(d => (int)d)], _ => 0), (a, b) => a + b),
            LRN norm => LocalResponse(norm, x[0]),
            GlobalMaxPool => ReferenceValue.Fill(
                [x[0].Shape[0], x[0].Shape[1], 1, 1],
                at => x[0].Data.Skip(((at[0] * x[0].Shape[1]) + at[1]) * x[0].Shape[2] * x[0].Shape[3]).Take(x[0].Shape[2] * x[0].Shape[3]).Max()),
            ChannelShuffle shuffle => Shuffle(x[0], shuffle.Group),
            Concat concat => Join(x, concat.Axis),
            Slice => Sliced(x),
            Pad => Padded(x),
            Transpose transpose => Transposed(x[0], transpose.Permutation!),
            Reshape => Reshaped(x[0], x[1]),
            Flatten => new ReferenceValue([x[0].Shape[0], x[0].Data.Length / x[0].Shape[0]], x[0].Data),
            _ => throw new NotSupportedException(node.Operator.Name),
        };
    }

    /// <summary>erf(x) = 2 / sqrt(pi) sum of (-1)^n x^(2n+1) / (n! (2n+1)), for moderate x.</summary>
    private static double Erf(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    /// <summary>Over the last axis.</summary>
    private static ReferenceValue RowsNormalized(LayerNormalization norm, ReferenceValue[] x)
    {
        int length = x[0].Shape[^1];
        double[] result = new double[x[0].Data.Length];
        for (int row = 0; row < result.Length; row += length)
        {
            double[] values = x[0].Data[row..(row + length)];
            double mean = values.Average();
            double deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) + norm.Epsilon);
            for (int i = 0; i < length; i++)
            {
                result[row + i] = ((values[i] - mean) / deviation * x[1].Data[i]) + x[2].Data[i];
            }
        }

        return new ReferenceValue(x[0].Shape, result);
    }

    /// <summary>Over the last axis.</summary>
    private static ReferenceValue Distributed(ReferenceValue x)
    {
        int length = x.Shape[^1];
        double[] powers = Array.ConvertAll(x.Data, Math.Exp);
        return new ReferenceValue(x.Shape, [.. powers.Select((p, i) => p / powers.Skip(i / length * length).Take(length).Sum())]);
    }

    /// <summary>Matrices of two values of the same rank.</summary>
    private static ReferenceValue Multiplied(ReferenceValue a, ReferenceValue b) => ReferenceValue.Fill(
        [.. a.Shape[..^1], b.Shape[^1]],
        at => Enumerable.Range(0, a.Shape[^1]).Sum(k => a[[.. at[..^1], k]] * b[[.. b.Shape.Length == 2 ? [] : at[..^2], k, at[^1]]]));

    private static ReferenceValue LocalResponse(LRN norm, ReferenceValue x) => ReferenceValue.Fill(x.Shape, at =>
    {
        int first = Math.Max(0, at[1] - ((norm.Size - 1) / 2));
        int last = Math.Min(x.Shape[1] - 1, at[1] + (norm.Size / 2));
        double sum = Enumerable.Range(first, last - first + 1).Sum(c => x[at[0], c, at[2], at[3]] * x[at[0], c, at[2], at[3]]);
        return x[at] / Math.Pow(norm.Bias + (norm.Alpha / norm.Size * sum), norm.Beta);
    });

    private static ReferenceValue Normalized(BatchNormalization norm, ReferenceValue[] x) => ReferenceValue.Fill(
        x[0].Shape,
        at => ((x[0][at] - x[3].Data[at[1]]) / Math.Sqrt(x[4].Data[at[1]] + norm.Epsilon) * x[1].Data[at[1]]) + x[2].Data[at[1]]);

    private static ReferenceValue PerChannel(ReferenceValue value) => new([value.Data.Length, 1, 1], value.Data);

    private static ReferenceValue Convolve(Conv conv, ReferenceValue[] x)
    {
        (ReferenceValue input, ReferenceValue weights) = (x[0], x[1]);
        Window window = conv.Window;
        int height = Size(input.Shape[2], window.Pads.Top + window.Pads.Bottom, weights.Shape[2], window.Strides.Height, window.Dilations.Height);
        int width = Size(input.Shape[3], window.Pads.Left + window.Pads.Right, weights.Shape[3], window.Strides.Width, window.Dilations.Width);
        int outputs = weights.Shape[0];
        return ReferenceValue.Fill([input.Shape[0], outputs, height, width], at =>
        {
            double sum = x.Length > 2 ? x[2].Data[at[1]] : 0;
            int firstChannel = at[1] / (outputs / conv.Group) * weights.Shape[1];
            for (int c = 0; c < weights.Shape[1]; c++)
            {
                for (int ky = 0; ky < weights.Shape[2]; ky++)
                {
                    for (int kx = 0; kx < weights.Shape[3]; kx++)
                    {
                        int y = (at[2] * window.Strides.Height) - window.Pads.Top + (ky * window.Dilations.Height);
                        int column = (at[3] * window.Strides.Width) - window.Pads.Left + (kx * window.Dilations.Width);
                        bool inside = y >= 0 && y < input.Shape[2] && column >= 0 && column < input.Shape[3];
                        sum += inside ? input[at[0], firstChannel + c, y, column] * weights[at[1], c, ky, kx] : 0;
                    }
                }
            }

            return sum;
        });
    }

    private static int Size(int input, int pads, int kernel, int stride, int dilation) => ((input + pads - ((kernel - 1) * dilation) - 1) / stride) + 1;

    /// <summary>Windows hold NaN where they reach over the border.</summary>
    private static ReferenceValue Pool(ReferenceValue x, Window window, Func<IEnumerable<double>, double> join)
    {
        int height = Size(x.Shape[2], window.Pads.Top + window.Pads.Bottom, window.Kernel.Height, window.Strides.Height, window.Dilations.Height);
        int width = Size(x.Shape[3], window.Pads.Left + window.Pads.Right, window.Kernel.Width, window.Strides.Width, window.Dilations.Width);
        return ReferenceValue.Fill([x.Shape[0], x.Shape[1], height, width], at => join(
            from ky in Enumerable.Range(0, window.Kernel.Height)
            from kx in Enumerable.Range(0, window.Kernel.Width)
            let y = (at[2] * window.Strides.Height) - window.Pads.Top + (ky * window.Dilations.Height)
            let column = (at[3] * window.Strides.Width) - window.Pads.Left + (kx * window.Dilations.Width)
            select y >= 0 && y < x.Shape[2] && column >= 0 && column < x.Shape[3] ? x[at[0], at[1], y, column] : double.NaN));
    }

    private static ReferenceValue Pooled(ReferenceValue x) => ReferenceValue.Fill(
        [x.Shape[0], x.Shape[1], 1, 1],
        at => x.Data.Skip(((at[0] * x.Shape[1]) + at[1]) * x.Shape[2] * x.Shape[3]).Take(x.Shape[2] * x.Shape[3]).Average());

    /// <summary>Gemm with the second matrix transposed.</summary>
    private static ReferenceValue Multiply(ReferenceValue[] x) => ReferenceValue.Fill(
        [x[0].Shape[0], x[1].Shape[0]],
        at => Enumerable.Range(0, x[0].Shape[1]).Sum(k => x[0][at[0], k] * x[1][at[1], k]) + x[2].Data[at[1]]);

    private static ReferenceValue Broadcast(ReferenceValue a, ReferenceValue b, Func<double, double, double> join)
    {
        int rank = Math.Max(a.Shape.Length, b.Shape.Length);
        int[] left = [.. Enumerable.Repeat(1, rank - a.Shape.Length), .. a.Shape];
        int[] right = [.. Enumerable.Repeat(1, rank - b.Shape.Length), .. b.Shape];
        var first = new ReferenceValue(left, a.Data);
        var second = new ReferenceValue(right, b.Data);
        return ReferenceValue.Fill(
            [.. left.Zip(right, Math.Max)],
            at => join(first[[.. at.Zip(left, (i, n) => n == 1 ? 0 : i)]], second[[.. at.Zip(right, (i, n) => n == 1 ? 0 : i)]]));
    }

    private static ReferenceValue Shuffle(ReferenceValue x, int groups) => ReferenceValue.Fill(
        x.Shape,
        at => x[at[0], (at[1] % groups * (x.Shape[1] / groups)) + (at[1] / groups), at[2], at[3]]);

    private static ReferenceValue Join(ReferenceValue[] x, int axis)
    {
        int[] shape = [.. x[0].Shape];
        shape[axis] = x.Sum(part => part.Shape[axis]);
        return ReferenceValue.Fill(shape, at =>
        {
            int[] local = [.. at];
            int part = 0;
            while (local[axis] >= x[part].Shape[axis])
            {
                local[axis] -= x[part++].Shape[axis];
            }

            return x[part][local];
        });
    }

    /// <summary>Inputs data, starts, ends, axes (1 where left out), steps; positive steps.</summary>
    private static ReferenceValue Sliced(ReferenceValue[] x)
    {
        int[] shape = [.. x[0].Shape];
        int[] first = new int[shape.Length];
        int[] steps = [.. shape.Select(_ => 1)];
        for (int i = 0; i < x[1].Data.Length; i++)
        {
            int axis = x.Length > 3 ? (int)x[3].Data[i] : 1;
            int size = x[0].Shape[axis];
            steps[axis] = x.Length > 4 ? (int)x[4].Data[i] : 1;
            first[axis] = (int)Math.Clamp(x[1].Data[i] < 0 ? x[1].Data[i] + size : x[1].Data[i], 0, size);
            int last = (int)Math.Clamp(x[2].Data[i] < 0 ? x[2].Data[i] + size : x[2].Data[i], 0, size);
            shape[axis] = (last - first[axis] + steps[axis] - 1) / steps[axis];
        }

        return ReferenceValue.Fill(shape, at => x[0][[.. at.Select((a, axis) => first[axis] + (a * steps[axis]))]]);
    }

    /// <summary>Inputs data, begins then ends, value.</summary>
    private static ReferenceValue Padded(ReferenceValue[] x)
    {
        int rank = x[0].Shape.Length;
        int[] begins = [.. x[1].Data.Take(rank).Select(d => (int)d)];
        return ReferenceValue.Fill([.. x[0].Shape.Select((d, axis) => d + begins[axis] + (int)x[1].Data[rank + axis])], at =>
        {
            int[] inside = [.. at.Select((a, axis) => a - begins[axis])];
            return inside.Zip(x[0].Shape).All(p => p.First >= 0 && p.First < p.Second) ? x[0][inside] : x.Length > 2 ? x[2].Data[0] : 0;
        });
    }

    private static ReferenceValue Transposed(ReferenceValue x, IReadOnlyList<int> permutation) => ReferenceValue.Fill(
        [.. permutation.Select(axis => x.Shape[axis])],
        at =>
        {
            int[] source = new int[at.Length];
            for (int i = 0; i < at.Length; i++)
            {
                source[permutation[i]] = at[i];
            }

            return x[source];
        });

    /// <summary>0 keeps a dimension, -1 is what is left.</summary>
    private static ReferenceValue Reshaped(ReferenceValue x, ReferenceValue target)
    {
        int[] shape = [.. target.Data.Select((d, i) => d == 0 ? x.Shape[i] : (int)d)];
        int known = shape.Where(d => d > 0).Aggregate(1, (a, b) => a * b);
        return new ReferenceValue([.. shape.Select(d => d < 0 ? x.Data.Length / known : d)], x.Data);
    }
}
