using System.Collections;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Data;

/// <summary>Transformers one after another.</summary>
/// <typeparam name="TLastTransformer">Type of the last one.</typeparam>
public sealed class TransformerChain<TLastTransformer> : ITransformer, ITransformerChain, IEnumerable<ITransformer>, IDisposable
    where TLastTransformer : class, ITransformer
{
    private readonly ITransformer[] _transformers;
    private readonly TransformerScope[] _scopes;

    /// <summary>Makes a chain.</summary>
    /// <param name="transformers">The transformers in order; the last one is a <typeparamref name="TLastTransformer"/>.</param>
    public TransformerChain(params ITransformer[] transformers)
        : this(transformers, [.. (transformers ?? []).Select(_ => TransformerScope.Everything)])
    {
    }

    internal TransformerChain(IEnumerable<ITransformer> transformers, IEnumerable<TransformerScope> scopes)
    {
        ArgumentNullException.ThrowIfNull(transformers);
        _transformers = [.. transformers];
        _scopes = [.. scopes];
        LastTransformer = _transformers.Length == 0 ? null! : _transformers[^1] as TLastTransformer
            ?? throw new ArgumentException($"The last transformer is {_transformers[^1].GetType().Name}, wanted is {typeof(TLastTransformer).Name}.", nameof(transformers));
    }

    /// <summary>The last transformer; null when the chain is empty.</summary>
    public TLastTransformer LastTransformer { get; }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => _transformers.All(t => t.IsRowToRowMapper);

    IReadOnlyList<ITransformer> ITransformerChain.Transformers => _transformers;

    IReadOnlyList<TransformerScope> ITransformerChain.Scopes => _scopes;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _transformers.Aggregate(inputSchema, (schema, t) => t.GetOutputSchema(schema));

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _transformers.Aggregate(input, (view, t) => t.Transform(view));

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ChainMapping(inputSchema, _transformers);
    }

    /// <summary>A chain with one more transformer.</summary>
    /// <typeparam name="TNewLast">Its type.</typeparam>
    /// <param name="transformer">The transformer.</param>
    /// <param name="scope">When it takes part.</param>
    /// <returns>The longer chain.</returns>
    public TransformerChain<TNewLast> Append<TNewLast>(TNewLast transformer, TransformerScope scope = TransformerScope.Everything)
        where TNewLast : class, ITransformer => new(_transformers.Append(transformer), _scopes.Append(scope));

    /// <summary>The part of the chain that takes part at some time.</summary>
    /// <param name="scopeFilter">The time.</param>
    /// <returns>A chain.</returns>
    public TransformerChain<ITransformer> GetModelFor(TransformerScope scopeFilter)
    {
        int[] kept = [.. Enumerable.Range(0, _transformers.Length).Where(i => (_scopes[i] & scopeFilter) != 0)];
        return new TransformerChain<ITransformer>(kept.Select(i => _transformers[i]), kept.Select(i => _scopes[i]));
    }

    /// <summary>The transformers in order.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<ITransformer> GetEnumerator() => _transformers.AsEnumerable().GetEnumerator();

    /// <summary>Disposes the transformers that can be.</summary>
    public void Dispose()
    {
        foreach (IDisposable transformer in _transformers.OfType<IDisposable>())
        {
            transformer.Dispose();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
