namespace MlNetTransfer.Pipelines.Data;

/// <summary>Says by its name which column of a text file with a header a field or property is read from.</summary>
/// <param name="columnName">The name in the header.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class LoadColumnNameAttribute(string columnName) : Attribute
{
    /// <summary>The name in the header.</summary>
    public string ColumnName { get; } = columnName;
}
