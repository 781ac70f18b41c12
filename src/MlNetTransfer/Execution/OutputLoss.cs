namespace MlNetTransfer.Execution;

/// <summary>A loss over a network's outputs, asked for one part of a batch at a time.</summary>
/// <param name="firstPicture">Index in the batch of the part's first picture.</param>
/// <param name="outputs">The network's outputs for the part, each [pictures of the part, ...] row-major.</param>
/// <param name="gradients">To be filled, for each output, with the derivative of the returned loss by that output; contents undefined before.</param>
/// <returns>The part's loss; the parts of a batch add up.</returns>
public delegate double OutputLoss(int firstPicture, IReadOnlyList<ReadOnlyMemory<float>> outputs, IReadOnlyList<Memory<float>> gradients);
