using System.Globalization;

namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>How often a transform happens and how strong it is; all values between the ends are equally likely.</summary>
/// <remarks>The default value, <see cref="Never"/>, has probability 0.</remarks>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value.</param>
/// <param name="Probability">How often the transform happens, 0 to 1.</param>
public readonly record struct AugmentationRange(double Low, double High, double Probability = 1)
{
    /// <summary>The transform does not happen.</summary>
    public static AugmentationRange Never => default;

    /// <summary>A range on both sides of a value.</summary>
    /// <param name="middle">The value in the middle, such as 1 for factors and 0 for angles.</param>
    /// <param name="spread">How far the ends are from it.</param>
    /// <param name="probability">How often the transform happens, 0 to 1.</param>
    /// <returns>middle - spread to middle + spread.</returns>
    public static AugmentationRange Around(double middle, double spread, double probability = 1) => new(middle - spread, middle + spread, probability);

    /// <summary>A short, stable text.</summary>
    /// <returns>Such as <c>0.8..1.2@0.5</c>; <c>never</c> where the probability is 0.</returns>
    public override string ToString() =>
        Probability == 0 ? "never" : string.Create(CultureInfo.InvariantCulture, $"{Low:R}..{High:R}@{Probability:R}");
}
