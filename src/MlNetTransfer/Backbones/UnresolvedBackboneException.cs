namespace MlNetTransfer.Backbones;

/// <summary>A network can be read, but what it means is not known; the message lists the exact flags to give.</summary>
public sealed class UnresolvedBackboneException : Exception
{
    /// <summary>Makes the exception without details.</summary>
    public UnresolvedBackboneException()
    {
    }

    /// <summary>Makes the exception with a message of its own.</summary>
    /// <param name="message">The message.</param>
    public UnresolvedBackboneException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message of its own and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public UnresolvedBackboneException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception from everything that is missing.</summary>
    /// <param name="source">The file.</param>
    /// <param name="missing">One clause each: what is not known, and the flag that says it.</param>
    public UnresolvedBackboneException(string source, IReadOnlyList<string> missing)
        : base($"{source}: what this network means is not known. "
            + string.Concat(missing.Select(clause => $"{clause}. "))
            + $"Or write these facts into {Path.GetFileName(source)}.json beside it (docs/bring-your-own-backbone.md).")
    {
        Missing = missing;
    }

    /// <summary>What is not known, one clause each with its flag.</summary>
    public IReadOnlyList<string> Missing { get; } = [];
}
