using MlNetTransfer.Persistence;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Persistence;

namespace MlNetTransfer.Pipelines;

/// <summary>Saves, loads and uses models.</summary>
public sealed class ModelOperationsCatalog
{
    private readonly MLContext _context;

    internal ModelOperationsCatalog(MLContext context) => _context = context;

    /// <summary>Writes a model as one zip; the file is the old or the new one, whatever happens meanwhile.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">Columns of the data that it takes; null to leave them out.</param>
    /// <param name="filePath">The file; replaced when it exists.</param>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    /// <exception cref="NotSupportedException">The chain has a transformer of another library.</exception>
    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        ArgumentNullException.ThrowIfNull(model);
        using MemoryStream stream = new();
        Save(model, inputSchema, stream);
        AtomicFile.WriteAllBytes(filePath, stream.GetBuffer().AsMemory(0, (int)stream.Length));
    }

    /// <summary>Writes a model as one zip.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">Columns of the data that it takes; null to leave them out.</param>
    /// <param name="stream">Receives the zip; not closed.</param>
    /// <exception cref="NotSupportedException">The chain has a transformer of another library.</exception>
    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        ChainFile.Write(stream, model, inputSchema);
    }

    /// <summary>Reads a model. Nothing in it is executed.</summary>
    /// <param name="filePath">The file.</param>
    /// <param name="inputSchema">Receives the columns of the data that it takes; empty where they were left out.</param>
    /// <returns>The model, which predicts the same bits.</returns>
    /// <exception cref="Graphs.InvalidModelException">The file is damaged, hostile, of a newer format, or of another kind.</exception>
    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        using FileStream stream = File.OpenRead(filePath);
        return Load(stream, filePath, out inputSchema);
    }

    /// <summary>Reads a model. Nothing in it is executed.</summary>
    /// <param name="stream">The zip; must be able to seek; not closed.</param>
    /// <param name="inputSchema">Receives the columns of the data that it takes; empty where they were left out.</param>
    /// <returns>The model, which predicts the same bits.</returns>
    /// <exception cref="Graphs.InvalidModelException">The bytes are damaged, hostile, of a newer format, or of another kind.</exception>
    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(stream, (stream as FileStream)?.Name ?? "model", out inputSchema);
    }

    /// <summary>Makes an engine for single objects.</summary>
    /// <typeparam name="TSrc">Class of the inputs.</typeparam>
    /// <typeparam name="TDst">Class of the answers.</typeparam>
    /// <param name="transformer">The model.</param>
    /// <param name="ignoreMissingColumns">Whether members of the answer's class that have no column keep their value.</param>
    /// <param name="inputSchemaDefinition">Columns of the inputs; null for those that the class says.</param>
    /// <param name="outputSchemaDefinition">Columns of the answers; null for those that the class says.</param>
    /// <returns>An engine for one thread at a time.</returns>
    /// <exception cref="ArgumentException">The model wants a column that the class lacks.</exception>
    /// <exception cref="InvalidOperationException">A member of the answer's class has another type than its column.</exception>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer, bool ignoreMissingColumns = true, SchemaDefinition? inputSchemaDefinition = null, SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new() => CreatePredictionEngine<TSrc, TDst>(
            transformer,
            new PredictionEngineOptions
            {
                IgnoreMissingColumns = ignoreMissingColumns,
                InputSchemaDefinition = inputSchemaDefinition,
                OutputSchemaDefinition = outputSchemaDefinition,
            });

    /// <summary>Makes an engine for single objects of a known schema, annotations included.</summary>
    /// <typeparam name="TSrc">Class of the inputs.</typeparam>
    /// <typeparam name="TDst">Class of the answers.</typeparam>
    /// <param name="transformer">The model.</param>
    /// <param name="inputSchema">Columns of the inputs.</param>
    /// <returns>An engine for one thread at a time.</returns>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new PredictionEngine<TSrc, TDst>(transformer, inputSchema, new PredictionEngineOptions());
    }

    /// <summary>Makes an engine for single objects.</summary>
    /// <typeparam name="TSrc">Class of the inputs.</typeparam>
    /// <typeparam name="TDst">Class of the answers.</typeparam>
    /// <param name="transformer">The model.</param>
    /// <param name="options">How objects are read and written.</param>
    /// <returns>An engine for one thread at a time.</returns>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentNullException.ThrowIfNull(options);
        return new PredictionEngine<TSrc, TDst>(transformer, inputSchema: null, options);
    }

    private TransformerChain<ITransformer> Load(Stream stream, string name, out DataViewSchema inputSchema)
    {
        (TransformerChain<ITransformer> model, DataViewSchema? schema) = ChainFile.Read(stream, name, _context);
        inputSchema = schema ?? new DataViewSchema([]);
        return model;
    }
}
