namespace MlNetTransfer.Pipelines.Data;

/// <summary>Says which column of a text file a field or property is read from.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class LoadColumnAttribute : Attribute
{
    /// <summary>One column.</summary>
    /// <param name="fieldIndex">Its index, from 0.</param>
    public LoadColumnAttribute(int fieldIndex)
        : this(fieldIndex, fieldIndex)
    {
    }

    /// <summary>Several columns, for an array.</summary>
    /// <param name="start">Index of the first one, from 0.</param>
    /// <param name="end">Index of the last one.</param>
    public LoadColumnAttribute(int start, int end) => (Start, End) = (start, end);

    /// <summary>Index of the first column, from 0.</summary>
    public int Start { get; }

    /// <summary>Index of the last column.</summary>
    public int End { get; }
}
