using System.Runtime.CompilerServices;
using MlNetTransfer.Evaluation;
using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Training;

/// <summary>
/// Value and gradient of several logistic regressions (the folds of a cross-validation) in one pass over the samples:
/// weighted mean of log-losses + strength / 2 * sum of squared coefficients; biases are not penalised.
/// </summary>
/// <remarks>
/// Each regression's classes are columns of one product, so that the samples are read once for all folds; a fold's own samples just get
/// no residual. Step 0 makes logits and residuals, item by panel of 16 samples; step 1 the gradient, item by 48 coordinates over all panels
/// in order: no sum depends on the number of threads.
/// </remarks>
internal sealed class LogisticObjective : IStepSequence
{
    private const int Width = DenseTile.Columns;
    private const int CoordinatesPerItem = 8 * DenseTile.Rows;
    private const int PanelsAtATime = 8;

    private readonly LogisticDesign _design;
    private readonly HeadProblem _problem;
    private readonly int[] _folds;
    private readonly double[][] _scratch;
    private IReadOnlyList<LogisticTask> _tasks = [];
    private double[] _rows = [];
    private double[] _left = [];
    private double[] _residuals = [];
    private double[] _gradient = [];
    private double[] _panelSums = [];

    public LogisticObjective(LogisticDesign design, HeadProblem problem, int[] folds)
    {
        _design = design;
        _problem = problem;
        _folds = folds;
        _scratch = new double[design.Gemm.Team.WorkerCount][];
        LeftOutLogits = new double[checked(problem.RowCount * problem.ClassCount)];
    }

    /// <summary>Logits of each sample from the task that leaves it out, [n][C], as of that task's last evaluation.</summary>
    public double[] LeftOutLogits { get; }

    /// <summary>Number of coordinates of a task's point.</summary>
    public int PointLength => _problem.ClassCount * (_design.Count + 1);

    /// <summary>Evaluations of single tasks so far.</summary>
    public int EvaluationCount { get; private set; }

    int IStepSequence.StepCount => 2;

    private int ClassCount => _problem.ClassCount;

    private int ColumnCount => _tasks.Count * ClassCount;

    private int ColumnTiles => (ColumnCount + DenseTile.Rows - 1) / DenseTile.Rows;

    private int ColumnPanels => (ColumnCount + Width - 1) / Width;

    private int PaddedRows => _design.PanelCount * Width;

    /// <summary>Sums of a panel: for each task loss, variance and weight, then for each column the sum of residuals.</summary>
    private int SumCount => (3 * _tasks.Count) + ColumnCount;

    /// <summary>Evaluates all tasks at their points.</summary>
    public void Evaluate(IReadOnlyList<LogisticTask> tasks, double strength, CancellationToken cancellationToken)
    {
        _tasks = tasks;
        EvaluationCount += tasks.Count;
        PackCoefficients(cancellationToken);
        _residuals = Sized(_residuals, ColumnPanels * PaddedRows * Width);
        _gradient = Sized(_gradient, (_design.PaddedCount + CoordinatesPerItem) * ColumnPanels * Width);
        _panelSums = Sized(_panelSums, _design.PanelCount * SumCount);
        _design.Gemm.Team.Run(this, cancellationToken);
        Finish(strength, cancellationToken);
    }

    int IStepSequence.ItemCount(int step) =>
        step == 0 ? _design.PanelCount : (_design.PaddedCount + CoordinatesPerItem - 1) / CoordinatesPerItem;

    void IStepSequence.RunItems(int step, int first, int end, int worker)
    {
        int length = Math.Max(
            _design.PanelLength + (ColumnTiles * DenseTile.Rows * Width), PanelsAtATime * CoordinatesPerItem * Width);
        double[] scratch = _scratch[worker] = Sized(_scratch[worker] ?? [], length);
        for (int item = first; item < end; item++)
        {
            if (step == 0)
            {
                ComputeResiduals(item, scratch);
            }
            else
            {
                ComputeGradient(item * CoordinatesPerItem, scratch);
            }
        }
    }

    private static double[] Sized(double[] memory, int length) => memory.Length >= length ? memory : new double[length];

    /// <summary>Maps all tasks' coefficients and packs them as the left operand: [tile][m][6].</summary>
    private void PackCoefficients(CancellationToken cancellationToken)
    {
        int count = _design.Count;
        _rows = Sized(_rows, ColumnCount * count);
        for (int t = 0; t < _tasks.Count; t++)
        {
            _tasks[t].Point.AsSpan(0, ClassCount * count).CopyTo(_rows.AsSpan(t * ClassCount * count));
        }

        _design.ToInner(_rows.AsSpan(0, ColumnCount * count), cancellationToken);
        DenseView view = DenseView.Of(_rows, ColumnCount, count);
        _left = Sized(_left, ColumnTiles * count * DenseTile.Rows);
        for (int tile = 0; tile < ColumnTiles; tile++)
        {
            DensePacking.PackLeft(view, tile * DenseTile.Rows, 0, count, _left.AsSpan(tile * count * DenseTile.Rows));
        }
    }

    private void ComputeResiduals(int panel, double[] scratch)
    {
        Span<double> logits = scratch.AsSpan(_design.PanelLength, ColumnTiles * DenseTile.Rows * Width);
        ReadOnlySpan<double> samples = _design.Panel(panel, scratch);
        for (int tile = 0; tile < ColumnTiles; tile++)
        {
            DenseLaneDispatch.Run<DenseTile.Kernel<DenseTile.Interleaved>, DenseTile.Args>(_design.Gemm.LaneCount, new()
            {
                A = _left.AsSpan(tile * _design.Count * DenseTile.Rows, _design.Count * DenseTile.Rows),
                B = samples,
                C = logits[(tile * DenseTile.Rows * Width)..],
                CRowStride = Width,
                Depth = _design.Count,
            });
        }

        Span<double> sums = _panelSums.AsSpan(panel * SumCount, SumCount);
        sums.Clear();
        for (int columns = 0; columns < ColumnPanels; columns++)
        {
            _residuals.AsSpan(((columns * PaddedRows) + (panel * Width)) * Width, Width * Width).Clear();
        }

        int count = Math.Min(Width, _problem.RowCount - (panel * Width));
        for (int s = 0; s < count; s++)
        {
            for (int t = 0; t < _tasks.Count; t++)
            {
                ComputeResidual(t, (panel * Width) + s, logits[((t * ClassCount * Width) + s)..], sums);
            }
        }
    }

    /// <summary>Softmax of one sample in one task; logits are 16 apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputeResidual(int task, int row, ReadOnlySpan<double> logits, Span<double> sums)
    {
        double factor = _design.RowFactor(row);
        ReadOnlySpan<double> biases = _tasks[task].Point.AsSpan(ClassCount * _design.Count);
        Span<double> values = ClassCount <= 1024 ? stackalloc double[ClassCount] : new double[ClassCount];
        for (int c = 0; c < ClassCount; c++)
        {
            values[c] = (logits[c * Width] * factor) + biases[c];
        }

        if (_tasks[task].Fold == _folds[row])
        {
            values.CopyTo(LeftOutLogits.AsSpan(row * ClassCount));
            return;
        }

        int label = _problem.Labels[row];
        double weight = _problem.RowWeights[row];
        double ofLabel = values[label];
        double logSum = SoftmaxFunction.LogSumExp(values);
        double variance = 0;
        for (int c = 0; c < ClassCount; c++)
        {
            double probability = Math.Exp(values[c] - logSum);
            variance += probability * (1 - probability);
            double residual = weight * (probability - (c == label ? 1 : 0));
            int column = (task * ClassCount) + c;
            _residuals[(((column / Width * PaddedRows) + row) * Width) + (column % Width)] = residual * factor;
            sums[(3 * _tasks.Count) + column] += residual;
        }

        sums[3 * task] += weight * (logSum - ofLabel);
        sums[(3 * task) + 1] += weight * variance / ClassCount;
        sums[(3 * task) + 2] += weight;
    }

    /// <summary>Gradient of coordinates [first, first + 48) for all columns, over all panels in order.</summary>
    private void ComputeGradient(int first, double[] scratch)
    {
        int count = Math.Min(CoordinatesPerItem, _design.PaddedCount - first);
        bool isKept = !_design.KeptPanels.IsEmpty;
        for (int panel = 0; panel < _design.PanelCount; panel += PanelsAtATime)
        {
            int panels = Math.Min(PanelsAtATime, _design.PanelCount - panel);
            for (int p = 0; p < panels && !isKept; p++)
            {
                _design.FillPanel(panel + p, first, Math.Min(count, _design.Count - first), scratch.AsSpan(p * count * Width, count * Width));
            }

            int stride = isKept ? _design.PanelLength : count * Width;
            ReadOnlySpan<double> samples = isKept ? _design.KeptPanels[((panel * stride) + (first * Width))..] : scratch;
            for (int tile = 0; tile < count; tile += DenseTile.Rows)
            {
                for (int columns = 0; columns < ColumnPanels; columns++)
                {
                    DenseLaneDispatch.Run<DenseTile.Kernel<DenseTile.PanelRows>, DenseTile.Args>(_design.Gemm.LaneCount, new()
                    {
                        A = samples[(tile * Width)..],
                        AOuterStride = stride,
                        B = _residuals.AsSpan(((columns * PaddedRows) + (panel * Width)) * Width),
                        BOuterStride = Width * Width,
                        OuterCount = panels,
                        Depth = Width,
                        C = _gradient.AsSpan(((first + tile) * ColumnPanels * Width) + (columns * Width)),
                        CRowStride = ColumnPanels * Width,
                        Mode = panel == 0 ? DenseTile.Write.Set : DenseTile.Write.Add,
                    });
                }
            }
        }
    }

    private void Finish(double strength, CancellationToken cancellationToken)
    {
        int count = _design.Count;
        Span<double> rows = _rows.AsSpan(0, ColumnCount * count);
        for (int column = 0; column < ColumnCount; column++)
        {
            for (int k = 0; k < count; k++)
            {
                rows[(column * count) + k] = _gradient[(k * ColumnPanels * Width) + column];
            }
        }

        _design.ToOuter(rows, cancellationToken);
        for (int t = 0; t < _tasks.Count; t++)
        {
            LogisticTask task = _tasks[t];
            double weight = Sum((3 * t) + 2);
            Span<double> coefficients = task.Point.AsSpan(0, ClassCount * count);
            task.Value = (Sum(3 * t) / weight) + (strength / 2 * DenseVector.Dot(coefficients, coefficients));
            task.Variance = Sum((3 * t) + 1) / weight;
            task.Gradient.AsSpan().Clear();
            DenseVector.AddScaled(strength, coefficients, task.Gradient.AsSpan(0, coefficients.Length));
            DenseVector.AddScaled(1 / weight, rows.Slice(t * coefficients.Length, coefficients.Length), task.Gradient.AsSpan(0, coefficients.Length));
            for (int c = 0; c < ClassCount; c++)
            {
                task.Gradient[coefficients.Length + c] = Sum((3 * _tasks.Count) + (t * ClassCount) + c) / weight;
            }
        }
    }

    private double Sum(int index)
    {
        double sum = 0;
        for (int panel = 0; panel < _design.PanelCount; panel++)
        {
            sum += _panelSums[(panel * SumCount) + index];
        }

        return sum;
    }
}
