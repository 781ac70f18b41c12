using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution;

/// <summary>How a graph is compiled.</summary>
public sealed record NetworkOptions
{
    /// <summary>Names of the values that a run returns; any value of the graph may be named.</summary>
    /// <value>The default value is empty: all outputs of the graph.</value>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>How pixels become the graph's input; null when the graph is given floats.</summary>
    /// <value>The default value is null.</value>
    public InputNormalization? Normalization { get; init; }

    /// <summary>Rows of the input where the graph leaves them open; 0 to take the graph's own.</summary>
    public int InputHeight { get; init; }

    /// <summary>Columns of the input where the graph leaves them open; 0 to take the graph's own.</summary>
    public int InputWidth { get; init; }

    /// <summary>Rounding against speed.</summary>
    /// <value>The default value is <see cref="Execution.NumericMode.Fast"/>.</value>
    public NumericMode NumericMode { get; init; } = NumericMode.Fast;

    /// <summary>Number of threads; 0 for all processors. Never changes the answer.</summary>
    /// <value>The default value is 0.</value>
    public int ThreadCount { get; init; }
}
