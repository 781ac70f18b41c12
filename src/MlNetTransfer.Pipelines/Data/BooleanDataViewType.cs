namespace MlNetTransfer.Pipelines.Data;

/// <summary>True or false.</summary>
public sealed class BooleanDataViewType : PrimitiveDataViewType
{
    private BooleanDataViewType()
        : base(typeof(bool))
    {
    }

    /// <summary>The type.</summary>
    public static BooleanDataViewType Instance { get; } = new();

    /// <summary>The type's name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => "Boolean";
}
