using Node = MlNetTransfer.Tests.References.TensorFlowGraph.Node;

namespace MlNetTransfer.Tests.References;

/// <summary>Runs small TensorFlow graphs in double precision, in the file's own layout, straight from the operators' documented formulas.</summary>
internal sealed class TensorFlowReference(ReferenceArray input)
{
    private readonly Dictionary<string, ReferenceArray> _values = new() { ["x"] = input };

    /// <summary>The value of a node.</summary>
    public static ReferenceArray Run(byte[] file, ReferenceArray x, string output)
    {
        TensorFlowReference run = new(x);
        foreach (Node node in TensorFlowGraph.Parse(file).Nodes.Where(n => n.Op is not "Placeholder" and not "NoOp"))
        {
            run.Compute(node);
        }

        return run._values[output];
    }

    private ReferenceArray In(Node node, int index) => _values[node.Inputs[index]];

    private int[] Ints(Node node, int index) => [.. In(node, index).Values.Select(v => (int)v)];

    private void Compute(Node node)
    {
        if (node.Op == "Split")
        {
            (ReferenceArray whole, int axis, int parts) = (In(node, 1), Axis(Ints(node, 0)[0], In(node, 1).Rank), (int)node.Int("num_split"));
            int size = whole.Shape[axis] / parts;
            for (int p = 0; p < parts; p++)
            {
                int offset = p * size;
                _values[p == 0 ? node.Name : $"{node.Name}:{p}"] =
                    ReferenceArray.Make([.. whole.Shape.Select((s, a) => a == axis ? size : s)], i => whole[[.. i.Select((v, a) => a == axis ? v + offset : v)]]);
            }

            return;
        }

        _values[node.Name] = Elementwise(node) ?? Windowed(node) ?? Rearranged(node) ?? throw new InvalidOperationException("The reference lacks " + node.Op);
    }

    private ReferenceArray? Elementwise(Node node)
    {
        Func<double, double>? one = node.Op switch
        {
            "Identity" => v => v,
            "Cast" => node.Int("DstT") == 3 ? Math.Truncate : v => v,
            "Relu" => v => Math.Max(0, v),
            "Relu6" => v => Math.Clamp(v, 0, 6),
            "Sigmoid" => v => 1 / (1 + Math.Exp(-v)),
            "Tanh" => Math.Tanh,
            "Elu" => v => v > 0 ? v : Math.Exp(v) - 1,
            "Selu" => v => 1.0507009873554804934 * (v > 0 ? v : 1.6732632423543772848 * (Math.Exp(v) - 1)),
            "Softplus" => v => Math.Log(1 + Math.Exp(v)),
            "Softsign" => v => v / (1 + Math.Abs(v)),
            "Abs" => Math.Abs,
            "Neg" => v => -v,
            "Exp" => Math.Exp,
            "Square" => v => v * v,
            "Rsqrt" => v => 1 / Math.Sqrt(v),
            "LeakyRelu" => v => v > 0 ? v : node.Float("alpha") * v,
            _ => null,
        };
        if (one is not null)
        {
            ReferenceArray x = In(node, 0);
            return new ReferenceArray(x.Shape, [.. x.Values.Select(one)]);
        }

        Func<double, double, double>? two = node.Op switch
        {
            "Add" or "AddV2" or "AddN" => (a, b) => a + b,
            "Sub" => (a, b) => a - b,
            "Mul" => (a, b) => a * b,
            "RealDiv" => (a, b) => a / b,
            "Maximum" => Math.Max,
            "Minimum" => Math.Min,
            "SquaredDifference" => (a, b) => (a - b) * (a - b),
            _ => null,
        };
        return two is null ? PerChannel(node) : node.Inputs.Skip(1).Aggregate(In(node, 0), (a, name) => Joined(a, _values[name], two));
    }

    private static ReferenceArray Joined(ReferenceArray a, ReferenceArray b, Func<double, double, double> f)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        int[] shape = [.. Enumerable.Range(0, rank).Select(i => Math.Max(At(a, i), At(b, i)))];
        return ReferenceArray.Make(shape, index => f(a.Broadcast(index), b.Broadcast(index)));

        int At(ReferenceArray x, int axis) => axis < rank - x.Rank ? 1 : x.Shape[axis - rank + x.Rank];
    }

    private ReferenceArray? PerChannel(Node node)
    {
        ReferenceArray x = node.Inputs.Length > 0 && _values.TryGetValue(node.Inputs[0], out ReferenceArray? first) ? first : new ReferenceArray([0], []);
        int channel = IsFirst(node) ? 1 : x.Rank - 1;
        switch (node.Op)
        {
            case "BiasAdd":
                return ReferenceArray.Make(x.Shape, i => x[i] + In(node, 1)[i[channel]]);
            case "FusedBatchNorm" or "FusedBatchNormV2" or "FusedBatchNormV3":
                return ReferenceArray.Make(x.Shape, i =>
                    ((x[i] - In(node, 3)[i[channel]]) / Math.Sqrt(In(node, 4)[i[channel]] + node.Float("epsilon")) * In(node, 1)[i[channel]]) + In(node, 2)[i[channel]]);
            case "LRN":
                int radius = (int)node.Int("depth_radius");
                return ReferenceArray.Make(x.Shape, i =>
                {
                    double sum = 0;
                    for (int c = Math.Max(0, i[3] - radius); c <= Math.Min(x.Shape[3] - 1, i[3] + radius); c++)
                    {
                        sum += x[i[0], i[1], i[2], c] * x[i[0], i[1], i[2], c];
                    }

                    return x[i] / Math.Pow(node.Float("bias") + (node.Float("alpha") * sum), node.Float("beta"));
                });
            case "Softmax":
                return ReferenceArray.Make(x.Shape, i =>
                    Math.Exp(x[i]) / Enumerable.Range(0, x.Shape[^1]).Sum(c => Math.Exp(x[[.. i[..^1], c]])));
            default:
                return null;
        }
    }

    private static bool IsFirst(Node node) => node.Text("data_format", "NHWC") == "NCHW";

    private ReferenceArray? Windowed(Node node)
    {
        if (node.Op is not ("Conv2D" or "DepthwiseConv2dNative" or "MaxPool" or "AvgPool"))
        {
            return null;
        }

        bool first = IsFirst(node);
        ReferenceArray x = first ? In(node, 0).Transpose(0, 2, 3, 1) : In(node, 0);
        bool pools = node.Op is "MaxPool" or "AvgPool";
        int[] kernel = pools ? Spatial(node, "ksize", first) : In(node, 1).Shape[..2];
        int[] strides = Spatial(node, "strides", first);
        int[] dilations = Spatial(node, "dilations", first);
        (int Begin, int Size)[] axes = [.. Enumerable.Range(0, 2).Select(a => AxisOf(node, first, (a, x.Shape[1 + a], kernel[a], strides[a], dilations[a])))];
        int channels = pools ? x.Shape[3] : node.Op == "Conv2D" ? In(node, 1).Shape[3] : In(node, 1).Shape[2] * In(node, 1).Shape[3];
        ReferenceArray result = ReferenceArray.Make([x.Shape[0], axes[0].Size, axes[1].Size, channels], i =>
        {
            List<(int Y, int X, int Ky, int Kx)> taps = [];
            for (int ky = 0; ky < kernel[0]; ky++)
            {
                for (int kx = 0; kx < kernel[1]; kx++)
                {
                    int sy = (i[1] * strides[0]) - axes[0].Begin + (ky * dilations[0]);
                    int sx = (i[2] * strides[1]) - axes[1].Begin + (kx * dilations[1]);
                    if (sy >= 0 && sx >= 0 && sy < x.Shape[1] && sx < x.Shape[2])
                    {
                        taps.Add((sy, sx, ky, kx));
                    }
                }
            }

            return node.Op switch
            {
                "MaxPool" => taps.Max(t => x[i[0], t.Y, t.X, i[3]]),
                "AvgPool" => taps.Average(t => x[i[0], t.Y, t.X, i[3]]),
                "Conv2D" => taps.Sum(t => Product(x, In(node, 1), i, t)),
                _ => taps.Sum(t => x[i[0], t.Y, t.X, i[3] / In(node, 1).Shape[3]] * In(node, 1)[t.Ky, t.Kx, i[3] / In(node, 1).Shape[3], i[3] % In(node, 1).Shape[3]]),
            };
        });
        return first ? result.Transpose(0, 3, 1, 2) : result;
    }

    // Groups: the filter has fewer input channels than the picture; outputs are divided among the groups in order.
    private static double Product(ReferenceArray x, ReferenceArray w, int[] i, (int Y, int X, int Ky, int Kx) tap)
    {
        int groups = x.Shape[3] / w.Shape[2];
        int group = i[3] / (w.Shape[3] / groups);
        return Enumerable.Range(0, w.Shape[2]).Sum(c => x[i[0], tap.Y, tap.X, (group * w.Shape[2]) + c] * w[tap.Ky, tap.Kx, c, i[3]]);
    }

    private static int[] Spatial(Node node, string name, bool first) => node.Ints(name) is { } all ? (first ? all[2..4] : all[1..3]) : [1, 1];

    private static (int Begin, int Size) AxisOf(Node node, bool first, (int Axis, int Size, int Kernel, int Stride, int Dilation) a)
    {
        int extent = ((a.Kernel - 1) * a.Dilation) + 1;
        switch (node.Text("padding", ""))
        {
            case "SAME":
                int outputs = (int)Math.Ceiling(a.Size / (double)a.Stride);
                return (Math.Max(((outputs - 1) * a.Stride) + extent - a.Size, 0) / 2, outputs);
            case "EXPLICIT":
                int[] pads = node.Ints("explicit_paddings")!;
                int at = 2 * (a.Axis + (first ? 2 : 1));
                return (pads[at], ((a.Size + pads[at] + pads[at + 1] - extent) / a.Stride) + 1);
            default:
                return (0, ((a.Size - extent) / a.Stride) + 1);
        }
    }

    private static int Axis(int axis, int rank) => axis < 0 ? axis + rank : axis;

    private ReferenceArray? Rearranged(Node node)
    {
        ReferenceArray x = node.Inputs.Length > 0 ? In(node, 0) : new ReferenceArray([], [0]);
        switch (node.Op)
        {
            case "Const":
                return node.Tensor();
            case "Mean" or "Sum" or "Max" or "Min":
                return Reduced(node, x);
            case "MatMul":
                ReferenceArray w = node.Int("transpose_b") != 0 ? In(node, 1).Transpose(1, 0) : In(node, 1);
                return ReferenceArray.Make([x.Shape[0], w.Shape[1]], i => Enumerable.Range(0, w.Shape[0]).Sum(k => x[i[0], k] * w[k, i[1]]));
            case "Transpose":
                return x.Transpose(Ints(node, 1));
            case "Shape":
                return new ReferenceArray([x.Rank], [.. x.Shape.Select(s => (double)s)]);
            case "Pack":
                return new ReferenceArray([node.Inputs.Length], [.. node.Inputs.Select(i => _values[i].Values.Single())]);
            case "Reshape":
                int[] to = Ints(node, 1);
                int known = to.Where(s => s >= 0).Aggregate(1, (a, b) => a * b);
                return x with { Shape = [.. to.Select(s => s < 0 ? x.Values.Length / known : s)] };
            case "Squeeze":
                int[] axes = node.Ints("squeeze_dims") ?? [.. Enumerable.Range(0, x.Rank).Where(a => x.Shape[a] == 1)];
                return x with { Shape = [.. x.Shape.Where((_, a) => !axes.Contains(a))] };
            case "ExpandDims":
                int at = Ints(node, 1)[0];
                return x with { Shape = [.. x.Shape[..at], 1, .. x.Shape[at..]] };
            default:
                return Cut(node, x);
        }
    }

    private ReferenceArray Reduced(Node node, ReferenceArray x)
    {
        int[] axes = [.. Ints(node, 1).Select(a => Axis(a, x.Rank))];
        int[] kept = [.. x.Shape.Select((s, a) => axes.Contains(a) ? 1 : s)];
        Dictionary<string, List<double>> groups = [];
        _ = ReferenceArray.Make(x.Shape, i =>
        {
            string key = string.Join(",", i.Select((v, a) => axes.Contains(a) ? 0 : v));
            (groups.TryGetValue(key, out List<double>? list) ? list : groups[key] = []).Add(x[i]);
            return 0;
        });
        ReferenceArray result = ReferenceArray.Make(kept, i => node.Op switch
        {
            "Mean" => groups[string.Join(",", i)].Average(),
            "Sum" => groups[string.Join(",", i)].Sum(),
            "Max" => groups[string.Join(",", i)].Max(),
            _ => groups[string.Join(",", i)].Min(),
        });
        return node.Int("keep_dims") != 0 ? result : result with { Shape = [.. kept.Where((_, a) => !axes.Contains(a))] };
    }

    private ReferenceArray? Cut(Node node, ReferenceArray x)
    {
        switch (node.Op)
        {
            case "Pad" or "PadV2" or "MirrorPad":
                int[] pads = Ints(node, 1);
                double border = node.Op == "PadV2" ? In(node, 2).Values[0] : 0;
                return ReferenceArray.Make([.. x.Shape.Select((s, a) => s + pads[2 * a] + pads[(2 * a) + 1])], i =>
                {
                    int[] from = [.. i.Select((v, a) => v - pads[2 * a])];
                    bool inside = from.Select((v, a) => v >= 0 && v < x.Shape[a]).All(b => b);
                    return inside ? x[from] : node.Op == "MirrorPad" ? x[[.. from.Select((v, a) => v < 0 ? -v : v >= x.Shape[a] ? (2 * x.Shape[a]) - 2 - v : v)]] : border;
                });
            case "ConcatV2" or "Concat":
                ReferenceArray[] parts = [.. (node.Op == "Concat" ? node.Inputs[1..] : node.Inputs[..^1]).Select(n => _values[n])];
                int axis = Axis(Ints(node, node.Op == "Concat" ? 0 : node.Inputs.Length - 1)[0], parts[0].Rank);
                return parts.Aggregate((a, b) => ReferenceArray.Make(
                    [.. a.Shape.Select((s, k) => k == axis ? s + b.Shape[k] : s)],
                    i => i[axis] < a.Shape[axis] ? a[i] : b[[.. i.Select((v, k) => k == axis ? v - a.Shape[axis] : v)]]));
            case "Slice":
                (int[] begin, int[] size) = (Ints(node, 1), Ints(node, 2));
                return ReferenceArray.Make([.. size.Select((s, a) => s < 0 ? x.Shape[a] - begin[a] : s)], i => x[[.. i.Select((v, a) => v + begin[a])]]);
            case "StridedSlice":
                return Strided(node, x);
            default:
                return null;
        }
    }

    // As Python slices: begin:end:step for each axis.
    private ReferenceArray Strided(Node node, ReferenceArray x)
    {
        (int[] begin, int[] end, int[] step) = (Ints(node, 1), Ints(node, 2), Ints(node, 3));
        List<int[]> picked = [];
        List<bool> shrinks = [];
        for (int i = 0; i < begin.Length; i++)
        {
            if ((node.Int("ellipsis_mask") >> i & 1) != 0)
            {
                for (int k = x.Rank - begin.Length + 1; k > 0; k--)
                {
                    picked.Add([.. Enumerable.Range(0, x.Shape[picked.Count])]);
                    shrinks.Add(false);
                }

                continue;
            }

            int n = x.Shape[picked.Count];
            int from = (node.Int("begin_mask") >> i & 1) != 0 ? (step[i] > 0 ? 0 : n - 1) : Axis(begin[i], n);
            int to = (node.Int("end_mask") >> i & 1) != 0 ? (step[i] > 0 ? n : -1) : Axis(end[i], n);
            bool shrink = (node.Int("shrink_axis_mask") >> i & 1) != 0;
            List<int> indices = [];
            for (int v = from; shrink ? indices.Count == 0 : step[i] > 0 ? v < to : v > to; v += step[i])
            {
                indices.Add(v);
            }

            picked.Add([.. indices]);
            shrinks.Add(shrink);
        }

        while (picked.Count < x.Rank)
        {
            picked.Add([.. Enumerable.Range(0, x.Shape[picked.Count])]);
            shrinks.Add(false);
        }

        ReferenceArray result = ReferenceArray.Make([.. picked.Select(p => p.Length)], i => x[[.. i.Select((v, a) => picked[a][v])]]);
        return result with { Shape = [.. result.Shape.Where((_, a) => !shrinks[a])] };
    }
}
