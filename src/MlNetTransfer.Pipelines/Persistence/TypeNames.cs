using System.Globalization;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Transforms.Image;

namespace MlNetTransfer.Pipelines.Persistence;

/// <summary>Column types as short text: <c>text</c>, <c>bool</c>, <c>Single</c>, <c>key:5</c>, <c>image:224x224</c>, <c>vector:Byte</c>, <c>vector:Single:5</c>.</summary>
internal static class TypeNames
{
    private const char Separator = ':';

    public static string Write(DataViewType type) => type switch
    {
        TextDataViewType => "text",
        BooleanDataViewType => "bool",
        KeyDataViewType key => FormattableString.Invariant($"key{Separator}{key.Count}"),
        ImageDataViewType image => FormattableString.Invariant($"image{Separator}{image.Height}x{image.Width}"),
        VectorDataViewType { IsKnownSize: true } vector => $"vector{Separator}{Write(vector.ItemType)}{Separator}{string.Join('x', vector.Dimensions)}",
        VectorDataViewType vector => $"vector{Separator}{Write(vector.ItemType)}",
        _ => type.RawType.Name,
    };

    /// <summary>The type of a text; null when the text is none.</summary>
    public static DataViewType? Read(string text)
    {
        string[] parts = text.Split(Separator);
        return parts switch
        {
            ["key", var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n > 0 => new KeyDataViewType(typeof(uint), (ulong)n),
            ["image", var size] when Sizes(size) is [var height, var width] => height > 0 && width > 0 ? new ImageDataViewType(height, width) : new ImageDataViewType(),
            ["vector", var item] when Primitive(item) is { } type => new VectorDataViewType(type),
            ["vector", var item, var size] when Primitive(item) is { } type && Sizes(size) is { } sizes && sizes.All(s => s > 0) => new VectorDataViewType(type, sizes),
            [var name] => Primitive(name),
            _ => null,
        };
    }

    private static PrimitiveDataViewType? Primitive(string name) => name switch
    {
        "text" => TextDataViewType.Instance,
        "bool" => BooleanDataViewType.Instance,
        _ => NumberDataViewType.All.FirstOrDefault(n => n.RawType.Name == name),
    };

    private static int[]? Sizes(string text)
    {
        const int MaxDimensions = 8;
        string[] parts = text.Split('x');
        int[] sizes = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts.Length > MaxDimensions || !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]))
            {
                return null;
            }
        }

        return sizes.Aggregate(1L, (product, s) => Math.Min(int.MaxValue + 1L, product * Math.Max(1, s))) <= int.MaxValue ? sizes : null;
    }
}
