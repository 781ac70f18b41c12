using MlNetTransfer.Pipelines.Binding;

namespace MlNetTransfer.Pipelines.Data;

/// <summary>Which fields and properties of a class are columns, under which names and types; can be changed before it is used.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    /// <summary>The column of a field or property.</summary>
    /// <param name="memberName">Name of the field or property.</param>
    public Column this[string memberName] => Find(c => c.MemberName == memberName)
        ?? throw new ArgumentOutOfRangeException(nameof(memberName), memberName, $"There is no column of that member; there are {string.Join(", ", this.Select(c => c.MemberName))}.");

    /// <summary>The columns that a class and its attributes say.</summary>
    /// <param name="userType">The class.</param>
    /// <returns>A definition.</returns>
    public static SchemaDefinition Create(Type userType)
    {
        ArgumentNullException.ThrowIfNull(userType);
        SchemaDefinition definition = [];
        definition.AddRange(RowMember.Of(userType).Select(m => new Column(m.MemberName, m.ColumnType(), m.ColumnName)));
        return definition;
    }

    /// <summary>One column.</summary>
    public sealed class Column
    {
        private readonly DataViewSchema.Annotations.Builder _annotations = new();

        /// <summary>Makes a column.</summary>
        /// <param name="memberName">Name of the field or property.</param>
        /// <param name="columnType">Type of the column.</param>
        /// <param name="columnName">Name of the column; null for the member's.</param>
        public Column(string memberName, DataViewType columnType, string? columnName = null)
        {
            MemberName = memberName;
            ColumnType = columnType;
            ColumnName = columnName ?? memberName;
        }

        /// <summary>Name of the field or property.</summary>
        public string MemberName { get; }

        /// <summary>Name of the column.</summary>
        public string ColumnName { get; set; }

        /// <summary>Type of the column.</summary>
        public DataViewType ColumnType { get; set; }

        /// <summary>Adds an annotation to the column.</summary>
        /// <typeparam name="T">Raw type of the annotation.</typeparam>
        /// <param name="kind">Its kind, such as <c>KeyValues</c>.</param>
        /// <param name="value">Its value.</param>
        /// <param name="annotationType">Its type.</param>
        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
            where T : notnull => _annotations.Add(kind, annotationType, (ref T target) => target = value);

        internal DataViewSchema.Annotations ToAnnotations() => _annotations.ToAnnotations();
    }
}
