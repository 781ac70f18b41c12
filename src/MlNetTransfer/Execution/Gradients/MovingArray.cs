namespace MlNetTransfer.Execution.Gradients;

/// <summary>Values that weights are made from: a parameter, or a constant without gradient.</summary>
/// <param name="Values">Current values.</param>
/// <param name="Gradient">Sum of gradients; empty where the values do not move.</param>
internal readonly record struct MovingArray(ReadOnlyMemory<float> Values, Memory<float> Gradient)
{
    /// <summary>Whether there are values.</summary>
    public bool Exists => !Values.IsEmpty;

    /// <summary>Whether training moves them.</summary>
    public bool Moves => !Gradient.IsEmpty;

    /// <summary>A value, or a default where there is none.</summary>
    public float At(int index, float otherwise) => Values.IsEmpty ? otherwise : Values.Span[index];

    /// <summary>Adds to a gradient where it is wanted.</summary>
    public void Add(int index, double gradient)
    {
        if (Moves)
        {
            Gradient.Span[index] += (float)gradient;
        }
    }
}
