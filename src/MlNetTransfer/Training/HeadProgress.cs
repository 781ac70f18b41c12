namespace MlNetTransfer.Training;

/// <summary>How far the learning of a head is.</summary>
/// <param name="Stage">What is being done, for people.</param>
/// <param name="Fraction">Share of the work done, 0 to 1, roughly.</param>
public sealed record HeadProgress(string Stage, double Fraction);
