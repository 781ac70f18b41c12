using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Folding;

/// <summary>Sequences of numbers (ONNX Range-11).</summary>
internal static class Sequences
{
    /// <summary>Numbers from a start below a limit by a step; null when too many or of another type.</summary>
    public static Tensor? Range(IReadOnlyList<Tensor?> inputs, long maxBytes)
    {
        if (inputs is not [{ Shape.ElementCount: 1 } start, { Shape.ElementCount: 1 } limit, { Shape.ElementCount: 1 } step]
            || start.ElementType != limit.ElementType || start.ElementType != step.ElementType)
        {
            return null;
        }

        double from = Numbers.ToDoubles(start)[0];
        double by = Numbers.ToDoubles(step)[0];
        double count = Math.Ceiling((Numbers.ToDoubles(limit)[0] - from) / by);
        if (!double.IsFinite(count) || Math.Abs(from) > long.MaxValue / 2 || count * ElementTypes.SizeOf(start.ElementType) > maxBytes)
        {
            return null;
        }

        double[] values = [.. Enumerable.Range(0, (int)Math.Max(count, 0)).Select(i => from + (i * by))];
        return Numbers.FromDoubles(start.ElementType, new Shape(values.Length), values);
    }
}
