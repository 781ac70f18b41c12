using MlNetTransfer.Kernels;

namespace MlNetTransfer.Training;

/// <summary>Minimises a smooth convex function that the caller evaluates: it proposes a <see cref="Trial"/>, the caller <see cref="Tell"/>s.</summary>
/// <remarks>
/// Limited-memory BFGS with a caller's preconditioner as first inverse Hessian (Nocedal and Wright 2006, algorithm 7.4) and a
/// <see cref="WolfeSearch"/>. Stops when half of g' H g (H the inverse Hessian so far), an estimate of how far the value is above its
/// minimum, falls to the tolerance, or when the search finds no decrease (the limit of double precision).
/// That the caller evaluates lets several minimisers share one pass over the data.
/// </remarks>
internal sealed class LbfgsMinimizer
{
    private const int History = 10;
    private const int MaxIterations = 1000;

    private readonly Action<double[]> _precondition;
    private readonly double _tolerance;
    private readonly List<(double[] Step, double[] Change, double Product)> _pairs = [];
    private readonly double[] _direction;
    private double[] _point;
    private double[] _gradient;
    private WolfeSearch _search = null!;

    /// <summary>Starts at a point whose value and gradient are known; the arrays become the minimiser's.</summary>
    public LbfgsMinimizer(double[] point, double value, double[] gradient, Action<double[]> precondition, double tolerance)
    {
        _point = point;
        _gradient = gradient;
        _precondition = precondition;
        _tolerance = tolerance;
        _direction = new double[point.Length];
        Trial = new double[point.Length];
        Value = value;
        StartSearch();
    }

    /// <summary>The point to evaluate next.</summary>
    public double[] Trial { get; private set; }

    /// <summary>The best point so far.</summary>
    public double[] Point => _point;

    /// <summary>The function at <see cref="Point"/>.</summary>
    public double Value { get; private set; }

    public bool IsDone { get; private set; }

    public int IterationCount { get; private set; }

    /// <summary>Takes the function and its gradient at <see cref="Trial"/>; the gradient is copied.</summary>
    public void Tell(double value, ReadOnlySpan<double> gradient)
    {
        _search.Tell(value, DenseVector.Dot(gradient, _direction));
        if (_search.IsAccepted)
        {
            Accept(value, gradient);
        }
        else if (_search.HasFailed)
        {
            IsDone = true;
        }
        else
        {
            Propose();
        }
    }

    private void Accept(double value, ReadOnlySpan<double> gradient)
    {
        double[] step = new double[_point.Length];
        double[] change = gradient.ToArray();
        DenseVector.AddScaled(_search.Step, _direction, step);
        DenseVector.AddScaled(-1, _gradient, change);
        double product = DenseVector.Dot(step, change);
        if (product > 0)
        {
            _pairs.Add((step, change, product));
        }

        if (_pairs.Count > History)
        {
            _pairs.RemoveAt(0);
        }

        (_point, Trial) = (Trial, _point);
        gradient.CopyTo(_gradient);
        Value = value;
        IterationCount++;
        StartSearch();
    }

    private void StartSearch()
    {
        if (IterationCount >= MaxIterations)
        {
            IsDone = true;
            return;
        }

        ComputeDirection();
        double slope = DenseVector.Dot(_direction, _gradient);
        if (slope > 0)
        {
            // Rounding has spoilt the history: begin again from the preconditioner alone.
            _pairs.Clear();
            ComputeDirection();
            slope = DenseVector.Dot(_direction, _gradient);
        }

        if (!(-slope / 2 > _tolerance))
        {
            IsDone = true;
            return;
        }

        _search = new WolfeSearch(Value, slope);
        Propose();
    }

    private void Propose()
    {
        _point.CopyTo(Trial, 0);
        DenseVector.AddScaled(_search.Step, _direction, Trial);
    }

    /// <summary>The two-loop recursion.</summary>
    private void ComputeDirection()
    {
        double[] q = [.. _gradient];
        double[] factors = new double[_pairs.Count];
        for (int i = _pairs.Count - 1; i >= 0; i--)
        {
            factors[i] = DenseVector.Dot(_pairs[i].Step, q) / _pairs[i].Product;
            DenseVector.AddScaled(-factors[i], _pairs[i].Change, q);
        }

        _precondition(q);
        for (int i = 0; i < _pairs.Count; i++)
        {
            double back = DenseVector.Dot(_pairs[i].Change, q) / _pairs[i].Product;
            DenseVector.AddScaled(factors[i] - back, _pairs[i].Step, q);
        }

        for (int i = 0; i < q.Length; i++)
        {
            _direction[i] = -q[i];
        }
    }
}
