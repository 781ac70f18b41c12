using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Views;

/// <summary>Vectors of what keys stand for.</summary>
internal static class KeyValueVectors
{
    /// <summary>Texts as a vector.</summary>
    public static VBuffer<ReadOnlyMemory<char>> OfText(IEnumerable<string> texts)
    {
        ReadOnlyMemory<char>[] values = [.. texts.Select(t => t.AsMemory())];
        return new VBuffer<ReadOnlyMemory<char>>(values.Length, values);
    }

    /// <summary>Values of a type that is known at run time as a vector.</summary>
    public static object Of(Type rawType, IReadOnlyList<object> values)
    {
        Array array = Array.CreateInstance(rawType, values.Count);
        for (int i = 0; i < values.Count; i++)
        {
            array.SetValue(values[i], i);
        }

        return Activator.CreateInstance(typeof(VBuffer<>).MakeGenericType(rawType), values.Count, array, null)!;
    }

    /// <summary>The items of such a vector.</summary>
    public static IReadOnlyList<object> Items(object vector) => vector is VBuffer<ReadOnlyMemory<char>> text
        ? [.. text.DenseValues().Select(t => (object)t)]
        : [.. ((System.Collections.IEnumerable)vector.GetType().GetMethod(nameof(VBuffer<byte>.DenseValues))!.Invoke(vector, null)!).Cast<object>()];

    /// <summary>The type of such a vector.</summary>
    public static VectorDataViewType TypeOf(object vector) =>
        new(Binding.ValueConversion.PrimitiveOf(vector.GetType().GetGenericArguments()[0])!, Items(vector).Count);

    /// <summary>The items as text.</summary>
    public static IReadOnlyList<string> Texts(object vector) => [.. Items(vector).Select(i => FormattableString.Invariant($"{i}"))];
}
