namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>Some columns or rows of a picture.</summary>
/// <param name="Start">The first.</param>
/// <param name="Length">How many; 0 for none.</param>
internal readonly record struct PixelInterval(int Start, int Length)
{
    /// <summary>The same part of a picture of another size; both ends are rounded, so that parts that touch keep touching.</summary>
    /// <param name="factor">The other size beside this one.</param>
    public PixelInterval Scaled(double factor)
    {
        int start = (int)Math.Round(Start * factor);
        return new PixelInterval(start, (int)Math.Round((Start + Length) * factor) - start);
    }
}
