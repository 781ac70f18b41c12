namespace MlNetTransfer.Pipelines.Transforms.Image;

/// <summary>States the size of pictures in a field or property.</summary>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ImageTypeAttribute(int height, int width) : Attribute
{
    /// <summary>Rows.</summary>
    public int Height { get; } = height;

    /// <summary>Columns.</summary>
    public int Width { get; } = width;
}
