namespace MlNetTransfer.Training.Freezing;

/// <summary>What a training does to one block.</summary>
/// <param name="Name">Name of the block; "head" for the head.</param>
/// <param name="Label">What its constants' names have in common; may be empty.</param>
/// <param name="ParameterCount">Numbers that it has.</param>
/// <param name="MovingCount">Numbers that will move.</param>
/// <param name="Depth">Distance from the head: 0 for the head, 1 for the last block.</param>
public sealed record BlockPlan(string Name, string Label, long ParameterCount, long MovingCount, int Depth);
