namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Where a register tile reads and writes.</summary>
internal ref struct TileOperands
{
    /// <summary>Input of the first row.</summary>
    public ref readonly float Input;

    /// <summary>The panel's weights in the order they are read.</summary>
    public ref readonly float Weights;

    /// <summary>The panel's bias.</summary>
    public ref readonly float Bias;

    /// <summary>Residual of the first row; a null reference for none.</summary>
    public ref readonly float Residual;

    /// <summary>Output of the first row.</summary>
    public ref float Output;
}
