namespace MlNetTransfer.Training;

/// <summary>Finds a step along a line that satisfies the strong Wolfe conditions, one evaluation at a time.</summary>
/// <remarks>Nocedal and Wright 2006, algorithms 3.5 and 3.6, with cubic interpolation kept inside the middle 80 % of the bracket.</remarks>
internal sealed class WolfeSearch(double startValue, double startSlope)
{
    private const double SufficientDecrease = 1e-4;
    private const double Curvature = 0.9;
    private const double Expansion = 2;
    private const double Margin = 0.1;
    private const int MaxEvaluations = 40;

    private int _evaluations;
    private bool _isZooming;
    private Sample _low = new(0, startValue, startSlope);
    private Sample _high;

    /// <summary>The step to evaluate, or the accepted one.</summary>
    public double Step { get; private set; } = 1;

    public bool IsAccepted { get; private set; }

    /// <summary>No acceptable step was found: the decrease drowns in rounding.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Takes the function and its derivative along the line at <see cref="Step"/>.</summary>
    public void Tell(double value, double slope)
    {
        Sample trial = new(Step, value, slope);
        bool isTooHigh = !(value <= startValue + (SufficientDecrease * Step * startSlope)) || (value >= _low.Value && _low.Step > 0);
        if (!isTooHigh && Math.Abs(slope) <= -Curvature * startSlope)
        {
            IsAccepted = true;
            return;
        }

        if (++_evaluations >= MaxEvaluations)
        {
            HasFailed = true;
            return;
        }

        Narrow(trial, isTooHigh);
        Step = _isZooming ? Interpolate() : Step * Expansion;
        HasFailed = _isZooming && Math.Abs(_high.Step - _low.Step) <= 1e-14 * Math.Max(1, Math.Abs(Step));
    }

    private void Narrow(Sample trial, bool isTooHigh)
    {
        if (isTooHigh)
        {
            _high = trial;
            _isZooming = true;
        }
        else if (_isZooming)
        {
            _high = trial.Slope * (_high.Step - _low.Step) >= 0 ? _low : _high;
            _low = trial;
        }
        else
        {
            _isZooming = trial.Slope >= 0;
            _high = _low;
            _low = trial;
        }
    }

    /// <summary>Minimum of the cubic through both ends' values and slopes (equation 3.59), or the middle where it has none.</summary>
    private double Interpolate()
    {
        double width = _high.Step - _low.Step;
        double d1 = _low.Slope + _high.Slope - (3 * (_low.Value - _high.Value) / (_low.Step - _high.Step));
        double root = (d1 * d1) - (_low.Slope * _high.Slope);
        double share = 0.5;
        if (root >= 0)
        {
            double d2 = Math.CopySign(Math.Sqrt(root), width);
            share = 1 - ((_high.Slope + d2 - d1) / (_high.Slope - _low.Slope + (2 * d2)));
        }

        return _low.Step + (width * (double.IsFinite(share) ? Math.Clamp(share, Margin, 1 - Margin) : 0.5));
    }

    private readonly record struct Sample(double Step, double Value, double Slope);
}
