namespace MlNetTransfer.Pipelines.Data;

/// <summary>Marks a field or property that is no column.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NoColumnAttribute : Attribute
{
}
