namespace MlNetTransfer.Kernels;

/// <summary>A symmetric matrix A as A = Q B Q': Q orthogonal, B a band of <see cref="Width"/> diagonals beside the main one.</summary>
/// <remarks>
/// What an eigendecomposition is wanted for (solving with A + s I for many shifts s) costs almost nothing in this form, while the
/// reduction is half as much work, all of it matrix products: see <see cref="DenseBandReduction"/>.
/// </remarks>
internal sealed class DenseBandForm(double[] band, DenseView basis)
{
    /// <summary>Diagonals of B below the main one.</summary>
    public const int Width = DensePanelReflection.Width;

    /// <summary>Elements of a row of <see cref="Band"/>.</summary>
    public const int RowLength = Width + 1;

    /// <summary>Rows and columns of A.</summary>
    public int Order => basis.RowCount;

    /// <summary>B by rows: row k holds columns k - Width .. k, 0 where there is none.</summary>
    public double[] Band => band;

    /// <summary>Q, Order x Order, row-major.</summary>
    public DenseView Basis => basis;
}
