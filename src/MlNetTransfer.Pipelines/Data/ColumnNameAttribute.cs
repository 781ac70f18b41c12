namespace MlNetTransfer.Pipelines.Data;

/// <summary>Gives a field or property another column name.</summary>
/// <param name="name">The column.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ColumnNameAttribute(string name) : Attribute
{
    /// <summary>The column.</summary>
    public string Name { get; } = name;
}
