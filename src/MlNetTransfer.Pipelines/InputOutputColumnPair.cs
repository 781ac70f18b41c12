namespace MlNetTransfer.Pipelines;

/// <summary>Names of a column that is made and of the one that it is made from.</summary>
public sealed class InputOutputColumnPair
{
    /// <summary>Makes a pair.</summary>
    /// <param name="outputColumnName">The column that is made.</param>
    /// <param name="inputColumnName">The column that it is made from; null for the same name.</param>
    public InputOutputColumnPair(string outputColumnName, string? inputColumnName = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        OutputColumnName = outputColumnName;
        InputColumnName = string.IsNullOrEmpty(inputColumnName) ? outputColumnName : inputColumnName;
    }

    /// <summary>The column that is made.</summary>
    public string OutputColumnName { get; }

    /// <summary>The column that it is made from.</summary>
    public string InputColumnName { get; }

    /// <summary>Both names.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"{InputColumnName} -> {OutputColumnName}";
}
