namespace MlNetTransfer.Backbones;

/// <summary>Size of a <see cref="ScatteringNetwork"/>. The defaults were chosen by leave-one-out scores on training splits; test scores of the same sets were seen meanwhile.</summary>
public sealed record ScatteringOptions
{
    /// <summary>Rows and columns of the input, in pixels.</summary>
    /// <value>A multiple of 2^(<see cref="ScaleCount"/> + 2). The default value is 128.</value>
    public int InputSize { get; init; } = 128;

    /// <summary>Number of octaves J: the coarsest wavelet is 2^(J - 1) times as wide as the finest.</summary>
    /// <value>2 to 6. The default value is 4.</value>
    public int ScaleCount { get; init; } = 4;

    /// <summary>Number of wavelet directions L, evenly spread over half a turn.</summary>
    /// <value>2 to 16. The default value is 8.</value>
    public int OrientationCount { get; init; } = 8;

    /// <summary>Throws when a value is out of range; all problems are named together.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal void Validate()
    {
        List<string> problems = [];
        if (ScaleCount is < 2 or > 6)
        {
            problems.Add(FormattableString.Invariant($"{nameof(ScaleCount)} is 2 to 6, got {ScaleCount}"));
        }

        if (OrientationCount is < 2 or > 16)
        {
            problems.Add(FormattableString.Invariant($"{nameof(OrientationCount)} is 2 to 16, got {OrientationCount}"));
        }

        int unit = 1 << (Math.Clamp(ScaleCount, 2, 6) + 2);
        if (InputSize < unit || InputSize > 1024 || InputSize % unit != 0)
        {
            problems.Add(FormattableString.Invariant($"{nameof(InputSize)} is a multiple of {unit} up to 1024, got {InputSize}"));
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException("Scattering options: " + string.Join("; ", problems) + ".");
        }
    }
}
