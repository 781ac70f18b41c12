using System.Reflection;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Transforms.Image;

namespace MlNetTransfer.Pipelines.Binding;

/// <summary>A public field or property of a user's class that stands for a column.</summary>
internal sealed class RowMember
{
    private readonly FieldInfo? _field;
    private readonly PropertyInfo? _property;

    private RowMember(MemberInfo member)
    {
        _field = member as FieldInfo;
        _property = member as PropertyInfo;
        MemberName = member.Name;
        ColumnName = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
        MemberType = _field?.FieldType ?? _property!.PropertyType;
        Owner = member.DeclaringType!;
        Member = member;
    }

    public string MemberName { get; }

    public string ColumnName { get; }

    public Type MemberType { get; }

    public Type Owner { get; }

    public MemberInfo Member { get; }

    /// <summary>The members of a class that are columns: fields first, then properties that can be read and written, each in the order of declaration.</summary>
    public static IEnumerable<RowMember> Of(Type type)
    {
        const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;
        IEnumerable<MemberInfo> fields = type.GetFields(PublicInstance);
        IEnumerable<MemberInfo> properties = type.GetProperties(PublicInstance)
            .Where(p => p.GetMethod?.IsPublic == true && p.SetMethod?.IsPublic == true && p.GetIndexParameters().Length == 0);
        return fields.OrderBy(f => f.MetadataToken)
            .Concat(properties.OrderBy(p => p.MetadataToken))
            .Where(m => m.GetCustomAttribute<NoColumnAttribute>() is null)
            .Select(m => new RowMember(m));
    }

    /// <summary>The column type that the member's own type and attributes say.</summary>
    public DataViewType ColumnType()
    {
        int[] sizes = Member.GetCustomAttribute<VectorTypeAttribute>()?.Dimensions.ToArray() ?? [];
        if (MemberType == typeof(MLImage))
        {
            ImageTypeAttribute? size = Member.GetCustomAttribute<ImageTypeAttribute>();
            return size is null ? new ImageDataViewType() : new ImageDataViewType(size.Height, size.Width);
        }

        Type? item = MemberType.IsArray ? MemberType.GetElementType()
            : MemberType.IsGenericType && MemberType.GetGenericTypeDefinition() == typeof(VBuffer<>) ? MemberType.GetGenericArguments()[0]
            : null;
        if (item is not null && ValueConversion.PrimitiveOf(item) is { } itemType)
        {
            return new VectorDataViewType(itemType, sizes);
        }

        if (Member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            return new KeyDataViewType(MemberType, key.Count);
        }

        return ValueConversion.PrimitiveOf(MemberType) ?? throw new ArgumentException(
            $"{Owner.Name}.{MemberName} is {Views.Getters.NameOf(MemberType)}, which cannot be a column. Columns are strings, numbers, bool, MLImage, and arrays of strings, numbers or bool; "
            + "mark members that are no columns with [NoColumn].");
    }

    public object? Get(object owner) => _field is null ? _property!.GetValue(owner) : _field.GetValue(owner);

    public void Set(object owner, object? value)
    {
        if (_field is null)
        {
            _property!.SetValue(owner, value);
        }
        else
        {
            _field.SetValue(owner, value);
        }
    }
}
