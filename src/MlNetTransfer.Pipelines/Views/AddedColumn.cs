using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Views;

/// <summary>A column that a transformer adds, computed from one row.</summary>
internal sealed record AddedColumn(string Name, DataViewType Type)
{
    public DataViewSchema.Annotations? Annotations { get; init; }

    /// <summary>Columns of the input that it is computed from.</summary>
    public required IReadOnlyList<int> Dependencies { get; init; }

    /// <summary>Makes a reader (a <see cref="ValueGetter{TValue}"/> of the type's raw type) that follows a row.</summary>
    public required Func<DataViewRow, Delegate> CreateGetter { get; init; }

    /// <summary>Which file the value comes from, where it is the content of a file.</summary>
    public Func<DataViewRow, string?>? SourceOf { get; init; }
}
