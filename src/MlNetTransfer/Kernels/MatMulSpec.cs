namespace MlNetTransfer.Kernels;

/// <summary>Product of two run-time matrices: output[p] = first[p] [M, K] x second[p] [K, N], row-major without gaps.</summary>
internal sealed record MatMulSpec
{
    public required int M { get; init; }

    public required int K { get; init; }

    public required int N { get; init; }

    /// <summary>Products of each picture.</summary>
    public int MatricesPerPicture { get; init; } = 1;

    /// <summary>Whether all products share one second matrix.</summary>
    public bool SharedSecond { get; init; }
}
