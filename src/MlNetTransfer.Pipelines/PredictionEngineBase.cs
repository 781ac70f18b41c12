using MlNetTransfer.Pipelines.Binding;

namespace MlNetTransfer.Pipelines;

/// <summary>Sends single objects through a transformer.</summary>
/// <typeparam name="TSrc">Class of the inputs.</typeparam>
/// <typeparam name="TDst">Class of the answers.</typeparam>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly ITransformer _transformer;
    private readonly bool _ownsTransformer;
    private readonly ObjectRow _input;
    private readonly DataViewRow _output;
    private readonly Action<object> _write;

    private protected PredictionEngineBase(ITransformer transformer, DataViewSchema? inputSchema, PredictionEngineOptions options)
    {
        _transformer = transformer;
        _ownsTransformer = options.OwnsTransformer;
        RowReader reader = inputSchema is null ? RowReader.Create(typeof(TSrc), options.InputSchemaDefinition) : RowReader.Create(typeof(TSrc), inputSchema);
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(reader.Schema);
        OutputSchema = mapper.OutputSchema;
        RowWriter writer = new(typeof(TDst), OutputSchema, options.OutputSchemaDefinition, options.IgnoreMissingColumns);
        _input = new ObjectRow(reader, mapper.GetDependencies(writer.Columns));
        _output = mapper.GetRow(_input, writer.Columns);
        _write = writer.Bind(_output);
    }

    /// <summary>The columns of the answers: those of the inputs first, then those that the transformer adds.</summary>
    public DataViewSchema OutputSchema { get; }

    /// <summary>Answers for one object.</summary>
    /// <param name="example">The object.</param>
    /// <returns>A new answer.</returns>
    /// <exception cref="Imaging.InvalidImageException">The picture cannot be used; the message says why.</exception>
    public TDst Predict(TSrc example)
    {
        TDst prediction = new();
        Predict(example, ref prediction);
        return prediction;
    }

    /// <summary>Answers for one object.</summary>
    /// <param name="example">The object.</param>
    /// <param name="prediction">Filled in; made when null.</param>
    public abstract void Predict(TSrc example, ref TDst prediction);

    /// <summary>Ends the engine.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Answers for one object.</summary>
    private protected void Run(TSrc example, TDst prediction)
    {
        ArgumentNullException.ThrowIfNull(example);
        _input.Set(example);
        _write(prediction);
    }

    /// <summary>Disposes the transformer where the engine owns it.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _output.Dispose();
            if (_ownsTransformer)
            {
                (_transformer as IDisposable)?.Dispose();
            }
        }
    }
}
