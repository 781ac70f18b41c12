using System.Reflection;

namespace MlNetTransfer.Pipelines.Views;

/// <summary>Readers of columns whose type is known at run time only.</summary>
internal static class Getters
{
    /// <summary>A stored reader with the type that the caller wants.</summary>
    public static ValueGetter<TValue> Cast<TValue>(Delegate? getter, DataViewSchema.Column column) => getter switch
    {
        ValueGetter<TValue> fits => fits,
        null => throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the cursor was made. Name it among the columns needed."),
        _ => throw new InvalidOperationException($"Column '{column.Name}' is {column.Type} and gives {NameOf(column.Type.RawType)}, asked for was {NameOf(typeof(TValue))}."),
    };

    /// <summary>Reads a column as objects.</summary>
    public static Func<object> Boxed(DataViewRow row, DataViewSchema.Column column) => Call<Func<object>>(nameof(BoxedOf), column.Type.RawType, row, column);

    /// <summary>A typed reader over objects of that type.</summary>
    public static Delegate FromBoxed(Type rawType, Func<object> source) => Call<Delegate>(nameof(UnboxedOf), rawType, source);

    /// <summary>The reader that a row has for a column, whatever its type.</summary>
    public static Delegate Forward(DataViewRow row, DataViewSchema.Column column) => Call<Delegate>(nameof(ForwardOf), column.Type.RawType, row, column);

    /// <summary>A type's name as C# writes it.</summary>
    public static string NameOf(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : type.IsArray ? NameOf(type.GetElementType()!) + "[]" : type.Name;

    /// <summary>Calls a generic method of this class with a type that is known at run time.</summary>
    private static TResult Call<TResult>(string method, Type type, params object[] arguments) =>
        (TResult)typeof(Getters).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(obj: null, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null)!;

    private static Func<object> BoxedOf<TValue>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<TValue> getter = row.GetGetter<TValue>(column);
        return () =>
        {
            TValue value = default!;
            getter(ref value);
            return value!;
        };
    }

    private static ValueGetter<TValue> UnboxedOf<TValue>(Func<object> source) => (ref TValue value) => value = (TValue)source();

    private static ValueGetter<TValue> ForwardOf<TValue>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
