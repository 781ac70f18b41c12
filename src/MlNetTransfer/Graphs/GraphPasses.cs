namespace MlNetTransfer.Graphs;

/// <summary>Which rewritings <see cref="GraphOptimizer"/> does.</summary>
[Flags]
public enum GraphPasses
{
    /// <summary>None but the pruning to the wanted outputs.</summary>
    None = 0,

    /// <summary>Nodes that change nothing in inference are removed (Identity, a Reshape to the same shape, ...).</summary>
    RemoveNoOperations = 1,

    /// <summary>What does not depend on the inputs is computed.</summary>
    FoldConstants = 2,

    /// <summary>Reshapes and softmax get one form; shape computations disappear.</summary>
    Normalize = 4,

    /// <summary>Activations, layer normalisation, global pooling, channel shuffles and Gemm are recognised in their decomposed forms.</summary>
    RecognizePatterns = 8,

    /// <summary>Pad nodes become padding of convolutions and pooling.</summary>
    MergePads = 16,

    /// <summary>Transposes that undo each other are removed.</summary>
    EliminateTransposes = 32,

    /// <summary>Batch normalisation and per-channel arithmetic go into weights; not for training.</summary>
    FoldAffine = 64,

    /// <summary>Dropout is removed, as it changes nothing in inference.</summary>
    RemoveDropout = 128,

    /// <summary>Everything that keeps parameters and dropout as they are: for fine-tuning.</summary>
    Training = RemoveNoOperations | FoldConstants | Normalize | RecognizePatterns | MergePads | EliminateTransposes,

    /// <summary>Everything.</summary>
    Inference = Training | FoldAffine | RemoveDropout,
}
