using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Folding;

/// <summary>Element by element operators on constants: binary64 inside for floats, 64-bit integers that wrap for integers.</summary>
internal static class Elementwise
{
    /// <summary>Computes an operator.</summary>
    /// <returns>Null when it is not computed here.</returns>
    public static Tensor? Evaluate(Operator op, IReadOnlyList<Tensor?> inputs, Shape shape)
    {
        ElementType type = inputs[0]!.ElementType;
        switch (op)
        {
            case Cast cast:
                return Convert(inputs[0]!, cast.To, shape);
            case Where:
                return Choose(inputs, shape);
            case Equal:
                return Compare(inputs[0]!, inputs[1]!, shape);
            case Pow when Numbers.IsFloat(type):
                return Numbers.FromDoubles(type, shape, Combine(inputs[0]!, inputs[1]!, shape, Numbers.ToDoubles, Math.Pow));
            case Clip when Numbers.IsFloat(type):
                return ClipTo(inputs, shape);
        }

        if (Numbers.IsInteger(type) && op is Neg or Abs)
        {
            return Numbers.FromInt64s(type, shape, [.. Numbers.ToInt64s(inputs[0]!).Select(v => op is Neg || v < 0 ? unchecked(-v) : v)]);
        }

        if (Numbers.IsInteger(type))
        {
            return Whole(op) is { } whole && SameType(inputs, type) ? Numbers.FromInt64s(type, shape, Fold(inputs, shape, Numbers.ToInt64s, whole)) : null;
        }

        return Numbers.IsFloat(type) && SameType(inputs, type) ? EvaluateFloats(op, inputs, type, shape) : null;
    }

    private static Tensor? EvaluateFloats(Operator op, IReadOnlyList<Tensor?> inputs, ElementType type, Shape shape)
    {
        if (Unary(op) is { } unary)
        {
            return Numbers.FromDoubles(type, shape, [.. Numbers.ToDoubles(inputs[0]!).Select(unary)]);
        }

        if (Binary(op) is not { } binary)
        {
            return null;
        }

        double[] values = Fold(inputs, shape, Numbers.ToDoubles, binary);
        return Numbers.FromDoubles(type, shape, op is Mean ? [.. values.Select(v => v / inputs.Count)] : values);
    }

    private static Func<double, double>? Unary(Operator op) => op switch
    {
        Abs => Math.Abs,
        Neg => static x => -x,
        Sqrt => Math.Sqrt,
        Exp => Math.Exp,
        Log => Math.Log,
        Floor => Math.Floor,
        Ceil => Math.Ceiling,
        Reciprocal => static x => 1 / x,
        Tanh => Math.Tanh,
        Sigmoid => static x => 1 / (1 + Math.Exp(-x)),
        Relu => static x => x > 0 ? x : 0 * x,
        Softplus => static x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))),
        Softsign => static x => x / (1 + Math.Abs(x)),
        HardSwish => static x => x * Math.Clamp((x / 6) + 0.5, 0, 1),
        HardSigmoid o => x => Math.Clamp((o.Alpha * x) + o.Beta, 0, 1),
        LeakyRelu o => x => x < 0 ? o.Alpha * x : x,
        Elu o => x => x < 0 ? o.Alpha * (Math.Exp(x) - 1) : x,
        Selu o => x => x < 0 ? (double)o.Gamma * o.Alpha * (Math.Exp(x) - 1) : o.Gamma * x,
        _ => null,
    };

    private static Func<double, double, double>? Binary(Operator op) => op switch
    {
        Add or Sum or Mean => static (a, b) => a + b,
        Sub => static (a, b) => a - b,
        Mul => static (a, b) => a * b,
        Div => static (a, b) => a / b,
        Max => Math.Max,
        Min => Math.Min,
        PRelu => static (a, b) => a < 0 ? a * b : a,
        _ => null,
    };

    private static Func<long, long, long>? Whole(Operator op) => op switch
    {
        Add or Sum => static (a, b) => unchecked(a + b),
        Sub => static (a, b) => unchecked(a - b),
        Mul => static (a, b) => unchecked(a * b),
        Div => static (a, b) => b == 0 ? throw new InvalidModelException("a shape computation divides by zero.") : b == -1 ? unchecked(-a) : a / b,
        Max => Math.Max,
        Min => Math.Min,
        Pow => Power,
        _ => null,
    };

    private static long Power(long a, long b)
    {
        const int LongestUseful = 64;
        long result = 1;
        for (long i = 0; i < Math.Min(b, LongestUseful); i++)
        {
            result = unchecked(result * a);
        }

        return b >= 0 ? result : (long)Math.Pow(a, b);
    }

    private static bool SameType(IReadOnlyList<Tensor?> inputs, ElementType type) => inputs.All(i => i is null || i.ElementType == type);

    private static T[] Fold<T>(IReadOnlyList<Tensor?> inputs, Shape shape, Func<Tensor, T[]> read, Func<T, T, T> combine)
    {
        if (inputs.Count == 1)
        {
            return read(inputs[0]!);
        }

        T[] result = Combine(inputs[0]!, inputs[1]!, shape, read, combine);
        for (int i = 2; i < inputs.Count; i++)
        {
            T[] next = read(inputs[i]!);
            int[] offsets = Strides.Offsets(shape.AsSpan(), Strides.Broadcast(inputs[i]!.Shape.AsSpan(), shape.Rank));
            for (int k = 0; k < result.Length; k++)
            {
                result[k] = combine(result[k], next[offsets[k]]);
            }
        }

        return result;
    }

    private static T[] Combine<T>(Tensor a, Tensor b, Shape shape, Func<Tensor, T[]> read, Func<T, T, T> combine)
    {
        T[] left = read(a);
        T[] right = read(b);
        int[] leftOffsets = Strides.Offsets(shape.AsSpan(), Strides.Broadcast(a.Shape.AsSpan(), shape.Rank));
        int[] rightOffsets = Strides.Offsets(shape.AsSpan(), Strides.Broadcast(b.Shape.AsSpan(), shape.Rank));
        T[] result = new T[leftOffsets.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = combine(left[leftOffsets[i]], right[rightOffsets[i]]);
        }

        return result;
    }

    private static Tensor Convert(Tensor from, ElementType to, Shape shape) =>
        from.ElementType == to ? from
        : Numbers.IsFloat(from.ElementType) || Numbers.IsFloat(to) ? Numbers.FromDoubles(to, shape, Numbers.ToDoubles(from))
        : Numbers.FromInt64s(to, shape, Numbers.ToInt64s(from));

    private static Tensor Compare(Tensor a, Tensor b, Shape shape)
    {
        bool[] equal = Numbers.IsFloat(a.ElementType)
            ? Same(Combine(a, b, shape, Numbers.ToDoubles, static (x, y) => x == y ? 1.0 : 0.0))
            : Same(Combine(a, b, shape, Numbers.ToInt64s, static (x, y) => x == y ? 1L : 0L));
        return Numbers.From<bool>(ElementType.Bool, shape, equal);

        static bool[] Same<T>(T[] values) => [.. values.Select(v => !EqualityComparer<T>.Default.Equals(v, default))];
    }

    private static Tensor? Choose(IReadOnlyList<Tensor?> inputs, Shape shape)
    {
        if (inputs[0]!.ElementType != ElementType.Bool || inputs[1]!.ElementType != inputs[2]!.ElementType)
        {
            return null;
        }

        int[][] offsets = [.. inputs.Select(i => Strides.Offsets(shape.AsSpan(), Strides.Broadcast(i!.Shape.AsSpan(), shape.Rank)))];
        int size = ElementTypes.SizeOf(inputs[1]!.ElementType);
        byte[] result = new byte[shape.ElementCount * size];
        for (int i = 0; i < offsets[0].Length; i++)
        {
            int chosen = inputs[0]!.Bytes.Span[offsets[0][i]] != 0 ? 1 : 2;
            inputs[chosen]!.Bytes.Span.Slice(offsets[chosen][i] * size, size).CopyTo(result.AsSpan(i * size));
        }

        return Tensor.FromBytes(inputs[1]!.ElementType, shape, result);
    }

    private static Tensor? ClipTo(IReadOnlyList<Tensor?> inputs, Shape shape)
    {
        if (inputs.Skip(1).Any(i => i is not null && i.Shape.ElementCount != 1))
        {
            return null;
        }

        double low = inputs.Count > 1 && inputs[1] is { } min ? Numbers.ToDoubles(min)[0] : double.NegativeInfinity;
        double high = inputs.Count > 2 && inputs[2] is { } max ? Numbers.ToDoubles(max)[0] : double.PositiveInfinity;
        return Numbers.FromDoubles(inputs[0]!.ElementType, shape, [.. Numbers.ToDoubles(inputs[0]!).Select(v => Math.Min(high, Math.Max(low, v)))]);
    }
}
