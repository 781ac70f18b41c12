namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>Names one view of one picture; what is drawn for it is a pure function of these numbers, on any thread and in any order.</summary>
/// <param name="Seed">Seed of the training run.</param>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="PictureIndex">The picture's index in the training set, not its place in the epoch's order.</param>
public readonly record struct AugmentationKey(long Seed, int Epoch, long PictureIndex);
