using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution;

/// <summary>How a graph is compiled for training.</summary>
public sealed record TrainableNetworkOptions
{
    /// <summary>Names of the graph's initializers that training moves; see <see cref="TrainableNetwork.FindTrainable"/>.</summary>
    public required IReadOnlyCollection<string> Trainable { get; init; }

    /// <summary>Names of the values that the loss is given; any value of the graph may be named.</summary>
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

    /// <summary>Number of threads; 0 for all processors. Never changes a result.</summary>
    /// <value>The default value is 0.</value>
    public int ThreadCount { get; init; }

    /// <summary>What batch normalisations do whose scale or shift is trainable; all others stay as they are in inference.</summary>
    /// <value>The default value is <see cref="BatchNormalizationMode.Frozen"/>.</value>
    public BatchNormalizationMode BatchNormalization { get; init; } = BatchNormalizationMode.Frozen;

    /// <summary>Share of a batch's statistics in the running ones after each batch, in <see cref="BatchNormalizationMode.Updating"/>.</summary>
    /// <value>The default value is 0.1, as in PyTorch.</value>
    public double StatisticsMomentum { get; init; } = 0.1;

    /// <summary>Whether the derivative of the loss by the input is computed too.</summary>
    /// <value>The default value is false.</value>
    public bool InputGradient { get; init; }

    /// <summary>Whether the graph's dropout layers work while training.</summary>
    /// <value>The default value is true.</value>
    public bool Dropout { get; init; } = true;

    /// <summary>The same options for inference.</summary>
    internal NetworkOptions ForInference => new()
    {
        Outputs = [.. Outputs],
        Normalization = Normalization,
        InputHeight = InputHeight,
        InputWidth = InputWidth,
        NumericMode = NumericMode,
        ThreadCount = ThreadCount,
    };
}
