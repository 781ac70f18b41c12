namespace MlNetTransfer.Kernels;

/// <summary>Operands whose place an operation's result may take, because each item reads of them only what it writes, and before it writes.</summary>
[Flags]
internal enum OverwritableOperands
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The first.</summary>
    Input = 1,

    /// <summary>The second.</summary>
    Second = 2,
}
