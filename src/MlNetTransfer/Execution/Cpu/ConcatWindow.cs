namespace MlNetTransfer.Execution.Cpu;

/// <summary>Where a value lies in a larger one.</summary>
/// <param name="Whole">The larger value.</param>
/// <param name="FirstChannel">Its channel that is the value's first; a multiple of the channel block.</param>
internal readonly record struct ConcatWindow(int Whole, int FirstChannel);
