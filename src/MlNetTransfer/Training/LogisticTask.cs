namespace MlNetTransfer.Training;

/// <summary>One logistic regression among those that are evaluated together: its fold and where it stands.</summary>
internal sealed class LogisticTask(int fold, int length)
{
    /// <summary>Samples of this fold are left out; -1 leaves out none.</summary>
    public int Fold => fold;

    /// <summary>Coefficients [C][m], then biases [C]: the point to evaluate.</summary>
    public double[] Point { get; set; } = new double[length];

    /// <summary>Gradient at <see cref="Point"/>, set by an evaluation.</summary>
    public double[] Gradient { get; } = new double[length];

    /// <summary>Objective at <see cref="Point"/>, set by an evaluation.</summary>
    public double Value { get; set; }

    /// <summary>Mean over samples and classes of p (1 - p): the Hessian's size, set by an evaluation.</summary>
    public double Variance { get; set; }
}
