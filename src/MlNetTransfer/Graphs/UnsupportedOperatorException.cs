namespace MlNetTransfer.Graphs;

/// <summary>A network uses operators, or forms of them, that this version cannot run; all of them are listed at once.</summary>
public sealed class UnsupportedOperatorException : Exception
{
    /// <summary>Makes the exception without details.</summary>
    public UnsupportedOperatorException()
    {
    }

    /// <summary>Makes the exception with a message of its own.</summary>
    /// <param name="message">The message.</param>
    public UnsupportedOperatorException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message of its own and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public UnsupportedOperatorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception from everything that was found.</summary>
    /// <param name="source">The file or graph, for the message.</param>
    /// <param name="operators">Each unsupported operator with its node.</param>
    public UnsupportedOperatorException(string source, IReadOnlyList<UnsupportedOperator> operators)
        : base($"{source}: {operators.Count} unsupported operator(s): "
            + string.Join("; ", operators.GroupBy(o => o.Operator + (o.Reason.Length == 0 ? "" : $" ({o.Reason})"), StringComparer.Ordinal)
                .Select(g => FormattableString.Invariant($"{g.Key} x{g.Count()} at {string.Join(", ", g.Take(3).Select(o => $"'{o.Node}'"))}{(g.Count() > 3 ? ", ..." : "")}")))
            + ". Export the network again without them, or choose another feature tap below them.")
    {
        Operators = operators;
    }

    /// <summary>Each unsupported operator with its node.</summary>
    public IReadOnlyList<UnsupportedOperator> Operators { get; } = [];
}
