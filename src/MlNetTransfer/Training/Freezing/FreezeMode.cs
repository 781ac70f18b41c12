namespace MlNetTransfer.Training.Freezing;

/// <summary>Which parts of a network a gradient training moves.</summary>
public enum FreezeMode
{
    /// <summary>The head alone.</summary>
    Head,

    /// <summary>The head, and of the backbone normalisations and biases: few parameters, little to overfit.</summary>
    NormAndBias,

    /// <summary>The head and the last blocks of the backbone.</summary>
    LastBlocks,

    /// <summary>The head and the blocks that are named.</summary>
    Blocks,

    /// <summary>Everything.</summary>
    All,
}
