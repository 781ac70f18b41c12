namespace MlNetTransfer.Pipelines.Data;

/// <summary>Type of single values that vectors can hold.</summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    private protected PrimitiveDataViewType(Type rawType)
        : base(rawType)
    {
    }
}
