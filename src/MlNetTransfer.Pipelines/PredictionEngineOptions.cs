using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines;

/// <summary>How a prediction engine reads and writes objects.</summary>
public sealed class PredictionEngineOptions
{
    /// <summary>Whether members of the answer's class that have no column keep their value.</summary>
    /// <value>The default value is true.</value>
    public bool IgnoreMissingColumns { get; set; } = true;

    /// <summary>Columns of the inputs; null for those that the class says.</summary>
    public SchemaDefinition? InputSchemaDefinition { get; set; }

    /// <summary>Columns of the answers; null for those that the class says.</summary>
    public SchemaDefinition? OutputSchemaDefinition { get; set; }

    /// <summary>Whether disposing the engine disposes the transformer; that releases nothing that is still needed elsewhere.</summary>
    /// <value>The default value is true.</value>
    public bool OwnsTransformer { get; set; } = true;
}
