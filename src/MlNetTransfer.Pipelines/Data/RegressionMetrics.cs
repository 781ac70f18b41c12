namespace MlNetTransfer.Pipelines.Data;

/// <summary>Figures of regressions. Nothing here measures them; the type is there so that helper classes which print them compile.</summary>
public sealed class RegressionMetrics
{
    internal RegressionMetrics()
    {
    }

    /// <summary>Value of the loss.</summary>
    public double LossFunction { get; internal init; }

    /// <summary>Share of the variance that is explained.</summary>
    public double RSquared { get; internal init; }

    /// <summary>Mean of absolute errors.</summary>
    public double MeanAbsoluteError { get; internal init; }

    /// <summary>Mean of squared errors.</summary>
    public double MeanSquaredError { get; internal init; }

    /// <summary>Root of the mean of squared errors.</summary>
    public double RootMeanSquaredError { get; internal init; }
}
