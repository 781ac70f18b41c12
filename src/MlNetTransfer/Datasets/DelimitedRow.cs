namespace MlNetTransfer.Datasets;

/// <summary>One record of a delimited text.</summary>
/// <param name="Line">Line it starts on, from 1.</param>
/// <param name="Fields">Its fields without quotes.</param>
internal readonly record struct DelimitedRow(int Line, IReadOnlyList<string> Fields);
