using System.Collections;
using System.Diagnostics.CodeAnalysis;
using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines;

/// <summary>The columns of a data view. A later column of the same name hides the earlier one, which keeps its index.</summary>
public sealed partial class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);

    internal DataViewSchema(IEnumerable<DetachedColumn> columns)
    {
        DetachedColumn[] all = [.. columns];
        for (int i = 0; i < all.Length; i++)
        {
            _byName[all[i].Name] = i;
        }

        _columns = [.. all.Select((c, i) => new Column(c.Name, i, _byName[c.Name] != i, c.Type, c.Annotations ?? Annotations.Empty))];
    }

    /// <summary>Number of columns, hidden ones included.</summary>
    public int Count => _columns.Length;

    /// <summary>The column at an index.</summary>
    /// <param name="index">From 0.</param>
    public Column this[int index] => (uint)index < (uint)_columns.Length
        ? _columns[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, FormattableString.Invariant($"There are {Count} columns: {Names()}."));

    /// <summary>The visible column of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column; the message lists the columns there are.</exception>
    [SuppressMessage("Design", "CA1043:Use integral or string argument for indexers", Justification = "It is a string.")]
    public Column this[string name] => GetColumnOrNull(name)
        ?? throw new ArgumentOutOfRangeException(nameof(name), name, $"There is no column '{name}'; the columns are {Names()}.");

    /// <summary>The visible column of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The column, or null when there is none.</returns>
    public Column? GetColumnOrNull(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name, out int index) ? _columns[index] : null;
    }

    /// <summary>The columns in order.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<Column> GetEnumerator() => _columns.AsEnumerable().GetEnumerator();

    /// <summary>Names and types of the columns.</summary>
    /// <returns>A line of text.</returns>
    public override string ToString() => FormattableString.Invariant($"{Count} columns: {string.Join(", ", _columns)}");

    /// <summary>The names of the visible columns, for messages.</summary>
    internal string Names() => _byName.Count == 0 ? "(none)" : string.Join(", ", _columns.Where(c => !c.IsHidden).Select(c => $"'{c.Name}'"));

    /// <summary>The same columns to make another schema of.</summary>
    internal IEnumerable<DetachedColumn> Detach() => _columns.Select(c => new DetachedColumn(c.Name, c.Type, c.Annotations));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One column of a schema.</summary>
    public readonly struct Column : IEquatable<Column>
    {
        internal Column(string name, int index, bool isHidden, DataViewType type, Annotations annotations)
        {
            Name = name;
            Index = index;
            IsHidden = isHidden;
            Type = type;
            Annotations = annotations;
        }

        /// <summary>The name.</summary>
        public string Name { get; }

        /// <summary>The index in its schema.</summary>
        public int Index { get; }

        /// <summary>Whether a later column has the same name.</summary>
        public bool IsHidden { get; }

        /// <summary>The type of its values.</summary>
        public DataViewType Type { get; }

        /// <summary>What else is known about it, such as the names of keys.</summary>
        public Annotations Annotations { get; }

        /// <summary>Whether two columns are the same.</summary>
        /// <param name="left">One column.</param>
        /// <param name="right">Another one.</param>
        public static bool operator ==(Column left, Column right) => left.Equals(right);

        /// <summary>Whether two columns differ.</summary>
        /// <param name="left">One column.</param>
        /// <param name="right">Another one.</param>
        public static bool operator !=(Column left, Column right) => !left.Equals(right);

        /// <summary>Whether two columns have the same name, place and type.</summary>
        /// <param name="other">Another column.</param>
        /// <returns>True when they are the same.</returns>
        public bool Equals(Column other) => Name == other.Name && Index == other.Index && Equals(Type, other.Type) && ReferenceEquals(Annotations, other.Annotations);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Column other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Name, Index);

        /// <summary>Name and type.</summary>
        /// <returns>A short text.</returns>
        public override string ToString() => $"'{Name}' ({Type})";
    }

    /// <summary>Puts a schema together.</summary>
    public sealed class Builder
    {
        private readonly List<DetachedColumn> _added = [];

        /// <summary>Adds a column.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="type">The type of its values.</param>
        /// <param name="annotations">What else is known; null for nothing.</param>
        public void AddColumn(string name, DataViewType type, Annotations? annotations = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(type);
            _added.Add(new DetachedColumn(name, type, annotations));
        }

        /// <summary>Adds all columns of a schema.</summary>
        /// <param name="source">The schema.</param>
        public void AddColumns(IEnumerable<Column> source)
        {
            ArgumentNullException.ThrowIfNull(source);
            _added.AddRange(source.Select(c => new DetachedColumn(c.Name, c.Type, c.Annotations)));
        }

        /// <summary>The schema.</summary>
        /// <returns>A schema of the columns added.</returns>
        public DataViewSchema ToSchema() => new(_added);
    }

    /// <summary>A column before it has a place.</summary>
    internal sealed record DetachedColumn(string Name, DataViewType Type, Annotations? Annotations = null);
}
