using System.Reflection;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Binding;

/// <summary>Between the values of users' classes (string, float[]) and those of columns (ReadOnlyMemory&lt;char&gt;, VBuffer&lt;float&gt;). Nothing else is converted.</summary>
internal static class ValueConversion
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> Primitives = new(
        NumberDataViewType.All.Select(n => KeyValuePair.Create(n.RawType, (PrimitiveDataViewType)n)))
    {
        [typeof(string)] = TextDataViewType.Instance,
        [typeof(ReadOnlyMemory<char>)] = TextDataViewType.Instance,
        [typeof(bool)] = BooleanDataViewType.Instance,
    };

    /// <summary>The column type of a member type; null when there is none.</summary>
    public static PrimitiveDataViewType? PrimitiveOf(Type type) => Primitives.GetValueOrDefault(type);

    /// <summary>Reads a member as a column's raw type.</summary>
    public static Func<object, object> ToRaw(RowMember member, DataViewType type)
    {
        Type raw = type.RawType;
        if (type is KeyDataViewType && member.MemberType == typeof(uint))
        {
            // As in the API this has the shape of: objects count keys from 0, columns from 1.
            return row => checked((uint)member.Get(row)! + 1);
        }

        if (raw == member.MemberType)
        {
            return raw.IsValueType ? row => member.Get(row)! : row => member.Get(row) ?? throw NullValue(member);
        }

        if (type is TextDataViewType && member.MemberType == typeof(string))
        {
            return row => ((string?)member.Get(row)).AsMemory();
        }

        if (type is VectorDataViewType vector && member.MemberType.IsArray)
        {
            Func<object?, object>? convert = ArrayToVector(member.MemberType.GetElementType()!, vector);
            if (convert is not null)
            {
                return row => convert(member.Get(row));
            }
        }

        throw Mismatch(member, type);
    }

    /// <summary>Converts a column's raw value to a member's type; null when they do not fit.</summary>
    public static Func<object, object?>? FromRaw(DataViewType type, Type memberType)
    {
        if (type.RawType == memberType)
        {
            return value => value;
        }

        if (type is TextDataViewType && memberType == typeof(string))
        {
            return value => ((ReadOnlyMemory<char>)value).ToString();
        }

        if (type is not VectorDataViewType vector || !memberType.IsArray)
        {
            return null;
        }

        if (vector.ItemType is TextDataViewType && memberType == typeof(string[]))
        {
            return value => ((VBuffer<ReadOnlyMemory<char>>)value).DenseValues().Select(t => t.ToString()).ToArray();
        }

        return memberType.GetElementType() == vector.ItemType.RawType ? Generic<Func<object, object?>>(nameof(VectorToArray), vector.ItemType.RawType) : null;
    }

    /// <summary>Why a member and a column do not fit.</summary>
    public static InvalidOperationException Mismatch(RowMember member, DataViewType type) => new(
        $"{member.Owner.Name}.{member.MemberName} is {Getters.NameOf(member.MemberType)}, column '{member.ColumnName}' is {type}: its values are {Describe(type)}.");

    private static string Describe(DataViewType type) => type switch
    {
        TextDataViewType => "string",
        KeyDataViewType => "uint",
        VectorDataViewType { ItemType: TextDataViewType } => "string[]",
        VectorDataViewType vector => Getters.NameOf(vector.ItemType.RawType) + "[]",
        _ => Getters.NameOf(type.RawType),
    };

    private static InvalidOperationException NullValue(RowMember member) => new($"{member.Owner.Name}.{member.MemberName} is null in a row where it is needed.");

    private static Func<object?, object>? ArrayToVector(Type item, VectorDataViewType vector)
    {
        if (vector.ItemType is TextDataViewType && item == typeof(string))
        {
            return value => Sized(((string[]?)value ?? []).Select(s => s.AsMemory()).ToArray(), vector);
        }

        return item == vector.ItemType.RawType ? Generic<Func<object?, object>>(nameof(ArrayToVectorOf), item, vector) : null;
    }

    private static TResult Generic<TResult>(string method, Type item, params object[] arguments) =>
        (TResult)typeof(ValueConversion).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(item)
            .Invoke(obj: null, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null)!;

    private static Func<object?, object> ArrayToVectorOf<TItem>(VectorDataViewType vector) => value => Sized((TItem[]?)value ?? [], vector);

    private static Func<object, object?> VectorToArray<TItem>() => value => ((VBuffer<TItem>)value).ToArray();

    private static VBuffer<TItem> Sized<TItem>(TItem[] values, VectorDataViewType vector) =>
        !vector.IsKnownSize || values.Length == vector.Size
            ? new VBuffer<TItem>(values.Length, values)
            : throw new InvalidOperationException(FormattableString.Invariant($"A vector of {values.Length} items came where {vector} was stated."));
}
