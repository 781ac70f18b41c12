namespace MlNetTransfer.Kernels;

/// <summary>One matrix product: Target = Left Right, Target += Left Right or Target -= Left Right.</summary>
internal sealed record DenseProduct
{
    /// <summary>M x K; may be transposed or symmetric.</summary>
    public required DenseView Left { get; init; }

    /// <summary>K x N; may be transposed.</summary>
    public required DenseView Right { get; init; }

    /// <summary>M x N, columns contiguous; shares no element with the operands.</summary>
    public required DenseView Target { get; init; }

    /// <summary>What happens with the elements of the target.</summary>
    public DenseTile.Write Mode { get; init; }

    /// <summary>Whether only elements on and below the diagonal are wanted; those above may be written or not.</summary>
    public bool LowerOnly { get; init; }
}
