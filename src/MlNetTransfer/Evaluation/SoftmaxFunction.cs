using System.Runtime.CompilerServices;

namespace MlNetTransfer.Evaluation;

/// <summary>Turns logits into probabilities without overflow: the largest logit is subtracted first.</summary>
public static class SoftmaxFunction
{
    /// <summary>Returns log(sum of exp(logit)).</summary>
    /// <param name="logits">Any finite numbers, one or more.</param>
    /// <returns>A number not below the largest logit.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double LogSumExp(ReadOnlySpan<double> logits)
    {
        double largest = Largest(logits);
        double sum = 0;
        foreach (double logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        return largest + Math.Log(sum);
    }

    /// <summary>Writes probabilities: exp(logit) divided by their sum.</summary>
    /// <param name="logits">Any finite numbers, one or more.</param>
    /// <param name="probabilities">As many numbers from 0 to 1 with sum 1; may be the same memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<double> logits, Span<double> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, logits.Length);
        double largest = Largest(logits);
        double sum = 0;
        for (int c = 0; c < logits.Length; c++)
        {
            probabilities[c] = Math.Exp(logits[c] - largest);
            sum += probabilities[c];
        }

        foreach (ref double probability in probabilities)
        {
            probability /= sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Largest(ReadOnlySpan<double> logits)
    {
        ArgumentOutOfRangeException.ThrowIfZero(logits.Length, nameof(logits));
        double largest = logits[0];
        foreach (double logit in logits[1..])
        {
            largest = Math.Max(largest, logit);
        }

        return largest;
    }
}
