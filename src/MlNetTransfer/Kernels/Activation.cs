namespace MlNetTransfer.Kernels;

/// <summary>A function of one number with its parameters.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Alpha">First parameter where the function has one.</param>
/// <param name="Beta">Second parameter where the function has one.</param>
internal readonly record struct Activation(ActivationKind Kind, float Alpha = 0f, float Beta = 0f)
{
    /// <summary>The identity.</summary>
    public static Activation None => default;

    /// <summary>max(x, 0).</summary>
    public static Activation Relu => Clamp(0f, float.PositiveInfinity);

    /// <summary>min(max(x, 0), 6).</summary>
    public static Activation Relu6 => Clamp(0f, 6f);

    /// <summary>min(max(x, low), high).</summary>
    public static Activation Clamp(float low, float high) => new(ActivationKind.Clamp, low, high);
}
