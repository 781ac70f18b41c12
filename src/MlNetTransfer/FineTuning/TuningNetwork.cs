using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.FineTuning;

/// <summary>A complete network, backbone and head, on its way through trainings.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Feature">Name of the value between backbone and head.</param>
/// <param name="Scores">Name of the output with one score a class, before the softmax.</param>
internal sealed record TuningNetwork(Graph Graph, string Feature, string Scores)
{
    /// <summary>Widths of the head's hidden layers; empty for a linear head.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [];

    /// <summary>Share of the hidden layers' values that is set to zero in training.</summary>
    public double Dropout { get; init; }

    /// <summary>How networks are compiled.</summary>
    public required NetworkOptions Compilation { get; init; }

    /// <summary>The options for a network that sees what the preprocessing gives.</summary>
    public static NetworkOptions CompilationFor(ImagePreprocessing preprocessing, NumericMode mode, int threadCount) => new()
    {
        Normalization = preprocessing.Normalization,
        InputHeight = preprocessing.Height,
        InputWidth = preprocessing.Width,
        NumericMode = mode,
        ThreadCount = threadCount,
    };

    /// <summary>Compiled for answers.</summary>
    public Network ToInference() => Network.Compile(Graph, Compilation with { Outputs = [Scores] });

    /// <summary>Compiled for training, with dropout in the head where it has hidden layers: scores, then features where a teacher's are matched.</summary>
    public TrainableNetwork ToTrainable(IReadOnlyCollection<string> trainable, TuningRecipe recipe) =>
        TrainableNetwork.Compile(Hidden.Count > 0 && Dropout > 0 ? HeadDropout.Insert(Graph, Feature, Dropout) : Graph, new TrainableNetworkOptions
        {
            Trainable = trainable,
            Outputs = recipe.Training.Loss.FeatureMatching > 0 ? [Scores, Feature] : [Scores],
            Normalization = Compilation.Normalization,
            InputHeight = Compilation.InputHeight,
            InputWidth = Compilation.InputWidth,
            NumericMode = Compilation.NumericMode,
            ThreadCount = Compilation.ThreadCount,
            BatchNormalization = recipe.BatchNormalization,
        });
}
