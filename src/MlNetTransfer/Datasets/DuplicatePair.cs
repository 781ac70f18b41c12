namespace MlNetTransfer.Datasets;

/// <summary>Two files with the same bytes.</summary>
/// <param name="First">Path of one, below its set's root.</param>
/// <param name="FirstClass">Its class.</param>
/// <param name="Second">Path of the other.</param>
/// <param name="SecondClass">Its class.</param>
public sealed record DuplicatePair(string First, string FirstClass, string Second, string SecondClass);
