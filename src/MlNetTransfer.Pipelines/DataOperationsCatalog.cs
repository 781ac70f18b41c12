using MlNetTransfer.Pipelines.Binding;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines;

/// <summary>Loads, splits and mixes data. Every view gives the same rows in the same order at every pass.</summary>
public sealed class DataOperationsCatalog
{
    private readonly MLContext _context;

    internal DataOperationsCatalog(MLContext context) => _context = context;

    /// <summary>Objects as a data view: fields and properties are the columns.</summary>
    /// <typeparam name="TRow">Class of the objects; it needs no constructor.</typeparam>
    /// <param name="data">The objects; enumerated at each pass.</param>
    /// <param name="schemaDefinition">Columns; null for those that the class says.</param>
    /// <returns>The view.</returns>
    /// <exception cref="ArgumentException">A member cannot be a column.</exception>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition? schemaDefinition = null)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return new ObjectDataView<TRow>(data, RowReader.Create(typeof(TRow), schemaDefinition));
    }

    /// <summary>Objects as a data view of a known schema, annotations included.</summary>
    /// <typeparam name="TRow">Class of the objects; it needs no constructor.</typeparam>
    /// <param name="data">The objects; enumerated at each pass.</param>
    /// <param name="schema">The columns, found by name among fields and properties.</param>
    /// <returns>The view.</returns>
    /// <exception cref="ArgumentException">The class lacks a column.</exception>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(schema);
        return new ObjectDataView<TRow>(data, RowReader.Create(typeof(TRow), schema));
    }

    /// <summary>The rows of a view as objects.</summary>
    /// <typeparam name="TRow">Class of the objects.</typeparam>
    /// <param name="data">The view.</param>
    /// <param name="reuseRowObject">Whether it is always the same object, with other values.</param>
    /// <param name="ignoreMissingColumns">Whether members without a column keep their value.</param>
    /// <param name="schemaDefinition">Which columns the members are; null for those that the class says.</param>
    /// <returns>One object a row; computed while it is enumerated.</returns>
    /// <exception cref="InvalidOperationException">A column is missing or of another type.</exception>
    public IEnumerable<TRow> CreateEnumerable<TRow>(
        IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition? schemaDefinition = null)
        where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(data);
        RowWriter writer = new(typeof(TRow), data.Schema, schemaDefinition, ignoreMissingColumns);
        return Enumerate<TRow>(data, writer, reuseRowObject);
    }

    /// <summary>The rows in random order, the same one at every pass.</summary>
    /// <param name="input">The view.</param>
    /// <param name="seed">Where random numbers start; null for the context's.</param>
    /// <param name="shufflePoolSize">Number of rows to choose from at a time, where rows cannot be taken in any order.</param>
    /// <param name="shuffleSource">Whether objects in memory are mixed as a whole, instead of through the pool.</param>
    /// <returns>The view.</returns>
    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shufflePoolSize);
        long start = _context.SeedOf(seed);
        return shuffleSource && input is IReorderable rows ? rows.Shuffle(start) : new ShuffledDataView(input, start, shufflePoolSize);
    }

    /// <summary>Two parts at random; about the fraction asked for is the test part.</summary>
    /// <param name="data">The view.</param>
    /// <param name="testFraction">0 to 1, both exclusive.</param>
    /// <param name="samplingKeyColumnName">Rows with equal values here stay in one part; null for none.</param>
    /// <param name="seed">Where random numbers start; null for the context's.</param>
    /// <returns>Both parts.</returns>
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!(testFraction is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "The fraction must be above 0 and below 1.");
        }

        return Split(data, samplingKeyColumnName, new RandomPart(_context.SeedOf(seed), 0, testFraction, Outside: false));
    }

    /// <summary>Several pairs of parts; each row is in the test part of one.</summary>
    /// <param name="data">The view.</param>
    /// <param name="numberOfFolds">Number of pairs, 2 or more.</param>
    /// <param name="samplingKeyColumnName">Rows with equal values here stay together; null for none.</param>
    /// <param name="seed">Where random numbers start; null for the context's.</param>
    /// <returns>The pairs.</returns>
    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfFolds, 2);
        return
        [
            .. Enumerable.Range(0, numberOfFolds).Select(fold => Split(
                data, samplingKeyColumnName, new RandomPart(_context.SeedOf(seed), fold / (double)numberOfFolds, (fold + 1) / (double)numberOfFolds, Outside: false))),
        ];
    }

    /// <summary>The same rows, kept in memory from the first pass on.</summary>
    /// <param name="input">The view.</param>
    /// <param name="columnsToPrefetch">Not used: all columns are kept.</param>
    /// <returns>The view.</returns>
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new CachedDataView(input);
    }

    /// <summary>The first rows.</summary>
    /// <param name="input">The view.</param>
    /// <param name="count">Number of rows.</param>
    /// <returns>The view.</returns>
    public IDataView TakeRows(IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new WindowDataView(input, 0, count);
    }

    /// <summary>All rows but the first ones.</summary>
    /// <param name="input">The view.</param>
    /// <param name="count">Number of rows to leave out.</param>
    /// <returns>The view.</returns>
    public IDataView SkipRows(IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new WindowDataView(input, count, long.MaxValue);
    }

    private static TrainTestData Split(IDataView data, string? key, RandomPart test) =>
        new(new RandomPartDataView(data, key, test with { Outside = true }), new RandomPartDataView(data, key, test));

    private static IEnumerable<TRow> Enumerate<TRow>(IDataView data, RowWriter writer, bool reuse)
        where TRow : class, new()
    {
        using DataViewRowCursor cursor = data.GetRowCursor(writer.Columns);
        Action<object> fill = writer.Bind(cursor);
        TRow? row = null;
        while (cursor.MoveNext())
        {
            row = reuse && row is not null ? row : new TRow();
            fill(row);
            yield return row;
        }
    }

    /// <summary>Two parts of a view.</summary>
    public readonly struct TrainTestData
    {
        /// <summary>The part to learn from.</summary>
        public readonly IDataView TrainSet;

        /// <summary>The part to measure with.</summary>
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
