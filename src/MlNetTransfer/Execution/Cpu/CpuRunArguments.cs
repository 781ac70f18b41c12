namespace MlNetTransfer.Execution.Cpu;

/// <summary>The caller's side of one run over at most an arena's capacity.</summary>
/// <param name="UnitCount">Units of the batch.</param>
/// <param name="Pixels">Their pixels; empty when floats are given.</param>
/// <param name="Input">Their floats; empty when pixels are given.</param>
internal readonly record struct CpuRunArguments(int UnitCount, ReadOnlyMemory<byte> Pixels, ReadOnlyMemory<float> Input);
