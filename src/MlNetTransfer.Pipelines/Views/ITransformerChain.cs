using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Views;

/// <summary>A chain whose last type is not known.</summary>
internal interface ITransformerChain
{
    IReadOnlyList<ITransformer> Transformers { get; }

    IReadOnlyList<TransformerScope> Scopes { get; }
}
