namespace MlNetTransfer.Execution.Cpu;

/// <summary>How a plan is prepared for the processor.</summary>
/// <param name="AllowWinograd">Whether convolutions may use Winograd's algorithms.</param>
internal sealed record CpuOptions(bool AllowWinograd);
