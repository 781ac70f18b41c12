namespace MlNetTransfer.Training;

/// <summary>How a head is learned. The defaults need no tuning.</summary>
public sealed record HeadOptions
{
    /// <summary>Strengths that are tried where none are given, for ridge: half decades from 1e-4 to 1e3.</summary>
    public static IReadOnlyList<double> DefaultRidgeStrengths { get; } = HalfDecades(-8, 6);

    /// <summary>Strengths that are tried where none are given, for logistic regression: half decades from 1e-5 to 1e1.</summary>
    public static IReadOnlyList<double> DefaultLogisticStrengths { get; } = HalfDecades(-10, 2);

    /// <summary>Method.</summary>
    /// <value>The default value is <see cref="HeadKind.Auto"/>.</value>
    public HeadKind Kind { get; init; } = HeadKind.Auto;

    /// <summary>How much each class's samples count.</summary>
    /// <value>The default value is <see cref="Training.ClassWeighting.None"/>.</value>
    public ClassWeighting ClassWeighting { get; init; } = ClassWeighting.None;

    /// <summary>Weight of each class's samples, above 0; used with <see cref="ClassWeighting.Explicit"/> only.</summary>
    /// <value>The default value is null.</value>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>
    /// Strengths of ridge to choose from, above 0, in the objective
    /// mean of squared errors + strength * sum of squared coefficients of standardised features. One value fixes it.
    /// </summary>
    /// <value>The default value is <see cref="DefaultRidgeStrengths"/>.</value>
    public IReadOnlyList<double> RidgeStrengths { get; init; } = DefaultRidgeStrengths;

    /// <summary>
    /// Strengths of logistic regression to choose from, above 0, in the objective
    /// mean log-loss + strength / 2 * sum of squared coefficients of standardised features. One value fixes it.
    /// </summary>
    /// <value>The default value is <see cref="DefaultLogisticStrengths"/>.</value>
    public IReadOnlyList<double> LogisticStrengths { get; init; } = DefaultLogisticStrengths;

    /// <summary>Whether classes without samples are allowed; they get a low score everywhere.</summary>
    /// <value>The default value is false.</value>
    public bool AllowEmptyClasses { get; init; }

    /// <summary>Threads to work with; 0 is one for each processor. The answer does not depend on it.</summary>
    /// <value>The default value is 0.</value>
    public int ThreadCount { get; init; }

    private static double[] HalfDecades(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(k => Math.Pow(10, k / 2.0))];
}
