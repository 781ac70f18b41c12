using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.TensorFlow.Operators;

/// <summary>Element by element: activations keep the layout, arithmetic brings both sides to one (TensorFlow broadcasts from the last axis of its own layout).</summary>
internal static class ElementwiseOperators
{
    private const float LeakySlope = 0.2f;
    private const float LargestOfRelu6 = 6;

    /// <summary>The rows.</summary>
    public static readonly TensorFlowOperator[] Rows =
    [
        .. Unary(
            ("Relu", new Relu()), ("Sigmoid", new Sigmoid()), ("Tanh", new Tanh()), ("Elu", new Elu()), ("Selu", new Selu()), ("Softplus", new Softplus()), ("Softsign", new Softsign()),
            ("Exp", new Exp()), ("Log", new Log()), ("Sqrt", new Sqrt()), ("Neg", new Neg()), ("Abs", new Abs()), ("Floor", new Floor()), ("Ceil", new Ceil()), ("Erf", new Erf()),
            ("Reciprocal", new Reciprocal()), ("Inv", new Reciprocal())),
        .. Binary(
            ("Add", new Add()), ("AddV2", new Add()), ("Sub", new Sub()), ("Mul", new Mul()), ("RealDiv", new Div()), ("Div", new Div()),
            ("Maximum", new Max()), ("Minimum", new Min()), ("Pow", new Pow())),
        .. PassedOn("Identity", "StopGradient", "PreventGradient", "CheckNumerics", "Snapshot"),
        new("Relu6", 1, 1, t => t.Result(new Clip(), t.Input(0).IsChannelsFirst, t.Input(0).Name, t.Builder.Number(0), t.Builder.Number(LargestOfRelu6))),
        new("LeakyRelu", 1, 1, t => t.Result(new LeakyRelu(t.Number("alpha", LeakySlope)), t.Input(0).IsChannelsFirst, t.Input(0).Name)),
        new("Rsqrt", 1, 1, t => t.Result(new Reciprocal(), t.Input(0).IsChannelsFirst, t.Emit("root", new Sqrt(), t.Input(0).Name))),
        new("Square", 1, 1, t => t.Result(new Mul(), t.Input(0).IsChannelsFirst, t.Input(0).Name, t.Input(0).Name)),
        new("SquaredDifference", 2, 2, SquaredDifference),
        new("AddN", 1, TensorFlowOperator.Any, t => Combine(t, t.InputCount == 1 ? new Identity() : t.InputCount == 2 ? new Add() : new Sum())),
        new("BiasAdd", 2, 2, Bias),
        new("BiasAddV1", 2, 2, Bias),
        new("Cast", 1, 1, Cast),
    ];

    private static IEnumerable<TensorFlowOperator> Unary(params (string Name, Operator Record)[] rows) =>
        rows.Select(row => new TensorFlowOperator(row.Name, 1, 1, t => t.Result(row.Record, t.Input(0).IsChannelsFirst, t.Input(0).Name)));

    private static IEnumerable<TensorFlowOperator> Binary(params (string Name, Operator Record)[] rows) =>
        rows.Select(row => new TensorFlowOperator(row.Name, 2, 2, t => Combine(t, row.Record)));

    // A constant that is passed on is the same constant: it takes no memory again.
    private static IEnumerable<TensorFlowOperator> PassedOn(params string[] names) =>
        names.Select(name => new TensorFlowOperator(name, 1, 1, t => t.Builder.Constants.ContainsKey(t.Input(0).Name)
            ? [t.Input(0)]
            : t.Result(new Identity(), t.Input(0).IsChannelsFirst, t.Input(0).Name)));

    private static TranslatedValue[] Combine(NodeTranslation t, Operator record)
    {
        (bool first, string[] read) = Joint(t);
        return t.Result(record, first, read);
    }

    private static (bool ChannelsFirst, string[] Read) Joint(NodeTranslation t)
    {
        TranslatedValue[] inputs = [.. Enumerable.Range(0, t.InputCount).Select(t.Input)];
        bool first = inputs.Any(i => i.IsChannelsFirst);
        return (first, [.. inputs.Select(i => first ? Layouts.Broadcastable(t.Builder, i) : i.Name)]);
    }

    private static TranslatedValue[] SquaredDifference(NodeTranslation t)
    {
        (bool first, string[] read) = Joint(t);
        string difference = t.Emit("difference", new Sub(), read);
        return t.Result(new Mul(), first, difference, difference);
    }

    private static TranslatedValue[] Bias(NodeTranslation t)
    {
        bool last = t.IsChannelsLast;
        if (t.Builder.DimensionsOf(t.Input(1).Name) is { Length: not 1 })
        {
            throw t.Fail($"has the bias '{t.Input(1).Name}', which is not a list");
        }

        if (last && !t.Input(0).IsChannelsFirst)
        {
            return t.Result(new Add(), false, t.Input(0).Name, t.Input(1).Name);
        }

        // In the file [N, C, H, W]: the list belongs to axis 1, as in the graph.
        string x = last ? t.Input(0).Name : t.AsInFile(0);
        string bias = t.Rank(0) == 4 ? Layouts.Broadcastable(t.Builder, t.Input(1)) : t.Input(1).Name;
        if (!last && t.Rank(0) is not 4 and not 2)
        {
            t.NotSupported(FormattableString.Invariant($"rank {t.Rank(0)} with data_format NCHW"));
        }

        return t.Result(new Add(), last, x, bias);
    }

    private static TranslatedValue[] Cast(NodeTranslation t)
    {
        TensorFlowDataType to = t.Type("DstT");
        if (TensorFlowElementTypes.Map(to) is not { } type)
        {
            t.NotSupported($"conversion to {TensorFlowElementTypes.NameOf(to)}");
            return [t.Input(0)];
        }

        ElementType from = t.Builder.ValueOf(t.Input(0).Name).ElementType;
        return t.Result(from == type ? new Identity() : new Cast(type), t.Input(0).IsChannelsFirst, t.Input(0).Name);
    }
}
