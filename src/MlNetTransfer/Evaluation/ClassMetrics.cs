namespace MlNetTransfer.Evaluation;

/// <summary>How well one class is recognised.</summary>
public sealed record ClassMetrics
{
    /// <summary>Name of the class, or its index as text where no names were given.</summary>
    public required string Name { get; init; }

    /// <summary>Samples of this class.</summary>
    public required int Support { get; init; }

    /// <summary>Samples that were taken for this class.</summary>
    public required int Predicted { get; init; }

    /// <summary>Share of the samples taken for this class that are of it; null where there are none.</summary>
    public required double? Precision { get; init; }

    /// <summary>Share of this class's samples that were taken for it; null where there are none.</summary>
    public required double? Recall { get; init; }

    /// <summary>2 TP / (2 TP + FP + FN); null where the class was neither there nor predicted.</summary>
    public required double? F1 { get; init; }
}
