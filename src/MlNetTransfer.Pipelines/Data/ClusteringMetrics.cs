namespace MlNetTransfer.Pipelines.Data;

/// <summary>Figures of clusterings. Nothing here measures them; the type is there so that helper classes which print them compile.</summary>
public sealed class ClusteringMetrics
{
    internal ClusteringMetrics()
    {
    }

    /// <summary>Mean distance to the cluster's centre.</summary>
    public double AverageDistance { get; internal init; }

    /// <summary>Mean likeness of clusters, 0 or more, less is better.</summary>
    public double DaviesBouldinIndex { get; internal init; }
}
