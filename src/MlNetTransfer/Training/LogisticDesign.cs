using System.Runtime.CompilerServices;
using MlNetTransfer.Kernels;

namespace MlNetTransfer.Training;

/// <summary>
/// Features for logistic regression in coordinates where their Gram matrix is a band: an orthogonal change of coordinates, so the penalty
/// and the answer are those of the standardised features, while the Hessian has a good and cheap approximation.
/// </summary>
/// <remarks>
/// <para>Few samples: with K = Q B Q' (<see cref="DualRidge"/>) and B = L L', the n rows of Q L have the inner products K, so they stand for
/// the features exactly (up to 1e-10 of the mean eigenvalue that is added to B): samples x = Q, map L, Gram matrix L'L.</para>
/// <para>Many samples: with X'X = V B V' (<see cref="PrimalRidge"/>), samples x = standardised features, map V, Gram matrix B.</para>
/// <para>Samples lie in panels: [n / 16][InnerCount, rounded up to 6][16]. They are kept if they fit, else made from the features each time.</para>
/// </remarks>
internal sealed class LogisticDesign
{
    /// <summary>Largest number of doubles of panels that is kept: 512 MiB.</summary>
    public const long KeptPanelValues = 1 << 26;

    private const double Jitter = 1e-10;

    private readonly RidgeFactorization _ridge;
    private readonly DenseBandFactor? _map;
    private readonly double[]? _panels;

    public LogisticDesign(RidgeFactorization ridge, long keptPanelValues, CancellationToken cancellationToken)
    {
        _ridge = ridge;
        Count = ridge.Form.Order;
        if (ridge is DualRidge dual)
        {
            _map = DenseBandFactor.Of(ridge.Form.Band, 1, Jitter * dual.Lift);
            GramBand = _map.SquareTransposed();
        }
        else
        {
            GramBand = ridge.Form.Band;
        }

        if ((long)PanelCount * PanelLength <= keptPanelValues)
        {
            _panels = new double[PanelCount * PanelLength];
            IndependentItems.Run(
                ridge.Gemm.Team, PanelCount, (panel, _) => FillPanel(panel, 0, Count, _panels.AsSpan(panel * PanelLength, PanelLength)), cancellationToken);
        }
    }

    /// <summary>Number of coordinates, m.</summary>
    public int Count { get; }

    /// <summary>Coordinates rounded up to whole tiles.</summary>
    public int PaddedCount => (Count + DenseTile.Rows - 1) / DenseTile.Rows * DenseTile.Rows;

    public int RowCount => _ridge.Features.RowCount;

    public int PanelCount => (RowCount + DenseTile.Columns - 1) / DenseTile.Columns;

    public int PanelLength => PaddedCount * DenseTile.Columns;

    /// <summary>The samples' weighted Gram matrix in these coordinates, as <see cref="DenseBandForm.Band"/>.</summary>
    public double[] GramBand { get; }

    public DenseGemm Gemm => _ridge.Gemm;

    /// <summary>All panels if they are kept, else empty.</summary>
    public ReadOnlySpan<double> KeptPanels => _panels;

    /// <summary>The biases of ridge's answer, [C].</summary>
    public double[] RidgeBiases => _ridge.Targets.Means;

    /// <summary>What a sample's panel column is to be multiplied by.</summary>
    public double RowFactor(int row) => _map is null ? 1 : 1 / _ridge.Targets.Roots[row];

    /// <summary>A panel, from memory or made in scratch.</summary>
    public ReadOnlySpan<double> Panel(int panel, Span<double> scratch)
    {
        if (_panels is not null)
        {
            return _panels.AsSpan(panel * PanelLength, PanelLength);
        }

        FillPanel(panel, 0, Count, scratch);
        return scratch[..PanelLength];
    }

    /// <summary>Writes coordinates [first, first + count) of a panel's samples as [count][16]; rows beyond are cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FillPanel(int panel, int first, int count, Span<double> target)
    {
        const int width = DenseTile.Columns;
        target.Clear();
        Span<double> values = count <= 4096 ? stackalloc double[count] : new double[count];
        int samples = Math.Min(width, RowCount - (panel * width));
        for (int s = 0; s < samples; s++)
        {
            int row = (panel * width) + s;
            if (_map is null)
            {
                _ridge.Features.CopyRow(row, first, 1, values);
            }
            else
            {
                _ridge.Form.Basis.Values.AsSpan(_ridge.Form.Basis.Index(row, first), count).CopyTo(values);
            }

            for (int k = 0; k < count; k++)
            {
                target[(k * width) + s] = values[k];
            }
        }
    }

    /// <summary>Turns coefficients, [rows][m], into what the samples are multiplied by, in place.</summary>
    public void ToInner(Span<double> rows, CancellationToken cancellationToken) => Map(rows, isTransposed: false, cancellationToken);

    /// <summary>Turns gradients by what the samples are multiplied by, [rows][m], into gradients by coefficients, in place.</summary>
    public void ToOuter(Span<double> rows, CancellationToken cancellationToken) => Map(rows, isTransposed: true, cancellationToken);

    /// <summary>Turns coefficients, [C][m], into coefficients of standardised features, [C][d], and what they add to each class's bias.</summary>
    public (double[] Features, double[] Bias) ToFeatures(double[] rows, CancellationToken cancellationToken)
    {
        int classes = rows.Length / Count;
        double[] bias = new double[classes];
        if (_ridge is not DualRidge dual)
        {
            double[] features = [.. rows];
            ToInner(features, cancellationToken);
            return (features, bias);
        }

        double[] solved = [.. rows];
        _map!.Apply([DenseBandStrip.Operation.SolveTransposed], solved, Gemm.LaneCount);

        // Logits are K a; the part of K along the intercept's direction is the same for all samples: a bias.
        double[] samples = dual.ToSamples(solved, classes, cancellationToken);
        for (int c = 0; c < classes; c++)
        {
            bias[c] = dual.Lift * DenseVector.Dot(samples.AsSpan(c * Count, Count), dual.Targets.Units) / Math.Sqrt(RowCount);
        }

        return (dual.FeatureCoefficients(samples, cancellationToken), bias);
    }

    /// <summary>Ridge's answer in these coordinates, [C][m]: where logistic regression may start.</summary>
    public double[] RidgeCoefficients(double shift, CancellationToken cancellationToken)
    {
        double[] solutions = _ridge.BandSolutions(shift, cancellationToken);
        _map?.Apply([DenseBandStrip.Operation.MultiplyTransposed], solutions, Gemm.LaneCount);
        return solutions;
    }

    private void Map(Span<double> rows, bool isTransposed, CancellationToken cancellationToken)
    {
        if (_ridge is PrimalRidge primal)
        {
            primal.Rotate(rows.ToArray(), isTransposed ? primal.Form.Basis : primal.Form.Basis.Transposed, cancellationToken).CopyTo(rows);
        }
        else
        {
            _map!.Apply(
                [isTransposed ? DenseBandStrip.Operation.MultiplyTransposed : DenseBandStrip.Operation.Multiply], rows, Gemm.LaneCount);
        }
    }
}
