namespace MlNetTransfer.Execution.Cpu;

/// <summary>Memory that an operation reads or writes.</summary>
/// <param name="Buffer">Index of a <see cref="CpuBuffer"/>; <see cref="None"/> or <see cref="Pixels"/>.</param>
/// <param name="Offset">First float of the first picture.</param>
internal readonly record struct CpuOperand(int Buffer, int Offset = 0)
{
    /// <summary>No operand.</summary>
    public const int NoneIndex = -1;

    /// <summary>The caller's pixels.</summary>
    public const int PixelsIndex = -2;

    /// <summary>No operand.</summary>
    public static CpuOperand None => new(NoneIndex);

    /// <summary>The caller's pixels.</summary>
    public static CpuOperand Pixels => new(PixelsIndex);
}
