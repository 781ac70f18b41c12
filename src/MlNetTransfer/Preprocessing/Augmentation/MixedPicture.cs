namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>What a picture of a batch is made of: its soft target is <c>OwnShare x own label + (1 - OwnShare) x partner's label</c>.</summary>
/// <param name="Partner">Index in the batch of the other picture; the picture's own where nothing was mixed.</param>
/// <param name="OwnShare">Share of its own pixels, 0 to 1, exactly as mixed.</param>
public readonly record struct MixedPicture(int Partner, double OwnShare);
