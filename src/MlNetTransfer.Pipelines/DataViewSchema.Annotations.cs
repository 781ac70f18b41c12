using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines;

public sealed partial class DataViewSchema
{
    /// <summary>What is known about a column besides its values, by kind.</summary>
    public sealed class Annotations
    {
        /// <summary>Kind of the values that keys stand for.</summary>
        internal const string KeyValues = "KeyValues";

        /// <summary>Kind of the names of a vector's places.</summary>
        internal const string SlotNames = "SlotNames";

        /// <summary>Kind of the labels that a score vector was trained on.</summary>
        internal const string TrainingLabelValues = "TrainingLabelValues";

        private readonly SortedDictionary<string, (DataViewType Type, object Value)> _values;

        private Annotations(IEnumerable<KeyValuePair<string, (DataViewType, object)>> values) =>
            _values = new SortedDictionary<string, (DataViewType, object)>(new Dictionary<string, (DataViewType, object)>(values), StringComparer.Ordinal);

        /// <summary>No annotations.</summary>
        public static Annotations Empty { get; } = new([]);

        /// <summary>The kinds there are, as columns.</summary>
        public DataViewSchema Schema => new(_values.Select(v => new DetachedColumn(v.Key, v.Value.Type)));

        /// <summary>Reads an annotation.</summary>
        /// <typeparam name="TValue">Its raw type.</typeparam>
        /// <param name="kind">Its kind, such as <c>KeyValues</c>.</param>
        /// <param name="value">Receives it.</param>
        /// <exception cref="InvalidOperationException">There is none of that kind, or it has another type.</exception>
        public void GetValue<TValue>(string kind, ref TValue value)
        {
            if (!_values.TryGetValue(kind, out (DataViewType Type, object Value) found))
            {
                throw new InvalidOperationException(
                    $"There is no annotation '{kind}'; there {(_values.Count == 0 ? "are none" : "are " + string.Join(", ", _values.Keys))}.");
            }

            value = found.Value is TValue fits
                ? fits
                : throw new InvalidOperationException($"The annotation '{kind}' is {found.Type} ({found.Value.GetType().Name}), asked for was {typeof(TValue).Name}.");
        }

        /// <summary>An annotation's value, or null when there is none of that kind.</summary>
        internal object? Find(string kind) => _values.TryGetValue(kind, out (DataViewType Type, object Value) found) ? found.Value : null;

        /// <summary>All annotations.</summary>
        internal IEnumerable<(string Kind, DataViewType Type, object Value)> All() => _values.Select(v => (v.Key, v.Value.Type, v.Value.Value));

        /// <summary>Annotations with names of keys and slots.</summary>
        internal static Annotations Of(params (string Kind, DataViewType Type, object Value)[] values) =>
            new(values.Select(v => KeyValuePair.Create(v.Kind, (v.Type, v.Value))));

        /// <summary>Puts annotations together.</summary>
        public sealed class Builder
        {
            private readonly Dictionary<string, (DataViewType, object)> _added = new(StringComparer.Ordinal);

            /// <summary>Adds an annotation.</summary>
            /// <typeparam name="TValue">The type's raw type.</typeparam>
            /// <param name="name">Its kind.</param>
            /// <param name="type">Its type.</param>
            /// <param name="getter">Gives its value; called once.</param>
            public void Add<TValue>(string name, DataViewType type, ValueGetter<TValue> getter)
                where TValue : notnull
            {
                ArgumentNullException.ThrowIfNull(type);
                ArgumentNullException.ThrowIfNull(getter);
                TValue value = default!;
                getter(ref value);
                _added[name] = (type, value);
            }

            /// <summary>The annotations.</summary>
            /// <returns>All that were added.</returns>
            public Annotations ToAnnotations() => new(_added);
        }
    }
}
