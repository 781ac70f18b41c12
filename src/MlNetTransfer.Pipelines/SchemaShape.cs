using System.Collections;
using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines;

/// <summary>What is known about columns before any data is read: names, kinds and item types, but no sizes.</summary>
public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private readonly Column[] _columns;

    private SchemaShape(IEnumerable<Column> columns) =>
        _columns = [.. columns.GroupBy(c => c.Name, StringComparer.Ordinal).Select(g => g.Last())];

    /// <summary>Number of columns.</summary>
    public int Count => _columns.Length;

    /// <summary>The column at an index.</summary>
    /// <param name="index">From 0.</param>
    public Column this[int index] => _columns[index];

    /// <summary>The shape of a schema's visible columns.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>Its shape.</returns>
    public static SchemaShape Create(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new SchemaShape(schema.Where(c => !c.IsHidden).Select(c => new Column(c.Name, c.Type, c.HasKeyValues())));
    }

    /// <summary>Finds a column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="column">Receives it.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFindColumn(string name, out Column column)
    {
        int index = Array.FindIndex(_columns, c => c.Name == name);
        column = index < 0 ? default : _columns[index];
        return index >= 0;
    }

    /// <summary>The columns in order.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<Column> GetEnumerator() => _columns.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A column that must be there.</summary>
    internal Column Require(string name, string who) => TryFindColumn(name, out Column column)
        ? column
        : throw new ArgumentException($"{who}: there is no column '{name}'; the columns are {string.Join(", ", _columns.Select(c => $"'{c.Name}'"))}.");

    /// <summary>These columns and more, which replace those of the same names.</summary>
    internal SchemaShape With(params Column[] added) => new(_columns.Concat(added));

    /// <summary>One column.</summary>
    public readonly record struct Column
    {
        internal Column(string name, DataViewType type, bool hasKeyValues)
        {
            Name = name;
            Type = type;
            HasKeyValues = hasKeyValues;
        }

        /// <summary>The name.</summary>
        public string Name { get; }

        /// <summary>The type of the values; for vectors the type of the items.</summary>
        public DataViewType ItemType => Type is VectorDataViewType vector ? vector.ItemType : Type;

        /// <summary>Whether the column holds keys.</summary>
        public bool IsKey => Type is KeyDataViewType;

        /// <summary>Whether the column holds vectors.</summary>
        public bool IsVector => Type is VectorDataViewType;

        /// <summary>The type; its sizes and counts may differ from those of the data.</summary>
        internal DataViewType Type { get; }

        /// <summary>Whether keys will say what they stand for.</summary>
        internal bool HasKeyValues { get; }
    }
}
