namespace MlNetTransfer.Pipelines.Data;

/// <summary>Text; raw type <c>ReadOnlyMemory&lt;char&gt;</c>, empty when missing.</summary>
public sealed class TextDataViewType : PrimitiveDataViewType
{
    private TextDataViewType()
        : base(typeof(ReadOnlyMemory<char>))
    {
    }

    /// <summary>The type.</summary>
    public static TextDataViewType Instance { get; } = new();

    /// <summary>The type's name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => "String";
}
