namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Where a first convolution's input comes from.</summary>
internal interface IStemSource
{
    /// <summary>Throws unless the buffers hold the batch's input.</summary>
    void Check(in OperationBuffers buffers);

    /// <summary>Reads a row with its channels side by side.</summary>
    void ReadRow(in OperationBuffers buffers, int picture, int y, Span<float> row);
}
