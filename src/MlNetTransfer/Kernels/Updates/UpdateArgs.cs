namespace MlNetTransfer.Kernels.Updates;

/// <summary>One stretch of a parameter with its gradient and the optimiser's state, and the step's constants.</summary>
/// <remarks>The gradient that a rule sees is Factor x gradient + Decay x value + Pull x (value - anchor).</remarks>
internal readonly ref struct UpdateArgs
{
    /// <summary>Parameter values, changed.</summary>
    public required Span<float> Values { get; init; }

    /// <summary>Their gradient.</summary>
    public required ReadOnlySpan<float> Gradient { get; init; }

    /// <summary>First state: velocity or mean of gradients.</summary>
    public required Span<float> First { get; init; }

    /// <summary>Second state: mean of squared gradients; as long as the values where the rule uses it.</summary>
    public Span<float> Second { get; init; }

    /// <summary>Where <see cref="Pull"/> pulls to; empty when it is 0.</summary>
    public ReadOnlySpan<float> Anchor { get; init; }

    /// <summary>Learning rate.</summary>
    public required float Rate { get; init; }

    /// <summary>Factor of the gradient, below 1 where it is clipped.</summary>
    public float Factor { get; init; }

    /// <summary>Weight decay that is part of the gradient.</summary>
    public float Decay { get; init; }

    /// <summary>Weight decay apart from the gradient: values are multiplied by 1 - Rate x DecoupledDecay first.</summary>
    public float DecoupledDecay { get; init; }

    /// <summary>Strength of the pull to the anchor.</summary>
    public float Pull { get; init; }

    /// <summary>Momentum, or decay of the first mean.</summary>
    public float Momentum { get; init; }

    /// <summary>Decay of the second mean.</summary>
    public float SecondDecay { get; init; }

    /// <summary>Addend of the denominator.</summary>
    public float Epsilon { get; init; }

    /// <summary>Factor that undoes the first mean's bias towards zero.</summary>
    public float FirstCorrection { get; init; }

    /// <summary>Factor that undoes the bias of the second mean's root.</summary>
    public float SecondCorrection { get; init; }

    /// <summary>Whether momentum looks ahead.</summary>
    public bool Nesterov { get; init; }
}
