namespace MlNetTransfer.Graphs;

/// <summary>One node that cannot be run.</summary>
/// <param name="Operator">The operator's name as the file spells it, with its domain when that is not the default.</param>
/// <param name="Node">The node's name, or its first output when it has none.</param>
/// <param name="Reason">What exactly is not supported; empty when the whole operator is unknown.</param>
public sealed record UnsupportedOperator(string Operator, string Node, string Reason);
