namespace MlNetTransfer.Persistence.Archive;

/// <summary>What the model was learnt from.</summary>
/// <param name="Fingerprint">Hash over class names and pictures' contents; equal for equal data.</param>
/// <param name="Found">Pictures found.</param>
/// <param name="Used">Pictures used.</param>
/// <param name="UsedByClass">Pictures used of each class, in the order of the labels.</param>
public sealed record DataDescription(string Fingerprint, int Found, int Used, IReadOnlyList<int> UsedByClass);
