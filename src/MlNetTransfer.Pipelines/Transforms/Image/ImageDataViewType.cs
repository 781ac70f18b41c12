using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Transforms.Image;

/// <summary>Pictures; raw type <see cref="MLImage"/>.</summary>
public sealed class ImageDataViewType : DataViewType
{
    /// <summary>Pictures of any size.</summary>
    public ImageDataViewType()
        : base(typeof(MLImage))
    {
    }

    /// <summary>Pictures of one size.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public ImageDataViewType(int height, int width)
        : this()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        Height = height;
        Width = width;
    }

    /// <summary>Rows; 0 for any.</summary>
    public int Height { get; }

    /// <summary>Columns; 0 for any.</summary>
    public int Width { get; }

    /// <summary>The type's name and size.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Height == 0 ? "Image" : FormattableString.Invariant($"Image<{Height}, {Width}>");
}
