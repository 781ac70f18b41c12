namespace MlNetTransfer.Execution.Gradients;

/// <summary>scale and shift of channels as they follow from parameters and statistics, with the way back for gradients.</summary>
internal sealed class AffineArrays
{
    /// <summary>gamma.</summary>
    public MovingArray Scale { get; init; }

    /// <summary>beta.</summary>
    public MovingArray Shift { get; init; }

    /// <summary>Running mean.</summary>
    public MovingArray Mean { get; init; }

    /// <summary>Running variance.</summary>
    public MovingArray Variance { get; init; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; }

    /// <summary>1, or -1 where the shift is subtracted.</summary>
    public float ShiftSign { get; init; } = 1f;

    /// <summary>Whether scale or shift move.</summary>
    public bool Moves => Scale.Moves || Shift.Moves;

    /// <summary>Factor of a channel.</summary>
    public double FactorOf(int channel) => Scale.At(channel, 1f) * Inverse(channel);

    /// <summary>Addend of a channel.</summary>
    public double AddendOf(int channel) => (ShiftSign * Shift.At(channel, 0f)) - (Mean.At(channel, 0f) * FactorOf(channel));

    /// <summary>Adds the gradients of a channel's factor and addend to those of the parameters.</summary>
    public void Fold(int channel, double factorGradient, double addendGradient)
    {
        Scale.Add(channel, (factorGradient - (Mean.At(channel, 0f) * addendGradient)) * Inverse(channel));
        Shift.Add(channel, ShiftSign * addendGradient);
    }

    private double Inverse(int channel) => Variance.Exists ? 1 / Math.Sqrt((double)Variance.At(channel, 1f) + Epsilon) : 1;
}
