namespace MlNetTransfer.Kernels;

/// <summary>A dense layer to prepare: output[row] = activation(weights x input[row] + bias), one or more rows for each picture.</summary>
internal sealed record DenseSpec
{
    /// <summary>K, length of an input row.</summary>
    public required int InputLength { get; init; }

    /// <summary>M, length of an output row.</summary>
    public required int OutputLength { get; init; }

    /// <summary>Rows of each picture.</summary>
    public int RowsPerPicture { get; init; } = 1;

    /// <summary>Floats from one input row to the next; 0 for <see cref="InputLength"/>. Rows of a blocked 1x1 layout are <see cref="BlockedLayout.ImageStride"/> apart.</summary>
    public int InputStride { get; init; }

    /// <summary>Floats from one output row to the next; 0 for <see cref="OutputLength"/>.</summary>
    public int OutputStride { get; init; }

    /// <summary>Floats after each output row that are set to zero: the padding channels of a blocked 1x1 layout.</summary>
    public int OutputPadding { get; init; }

    /// <summary>Applied last.</summary>
    public Activation Activation { get; init; }
}
