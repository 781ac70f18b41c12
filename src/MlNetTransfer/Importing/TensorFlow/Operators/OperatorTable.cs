namespace MlNetTransfer.Importing.TensorFlow.Operators;

/// <summary>The operators that are read, and why some well-known others are not.</summary>
internal static class OperatorTable
{
    private const string Freeze = "Freeze the graph for inference (tf.compat.v1.graph_util.convert_variables_to_constants, or convert_variables_to_constants_v2 on a concrete function)";

    private static readonly Dictionary<string, TensorFlowOperator> Rows = new TensorFlowOperator[][]
    {
        ConvolutionOperators.Rows, ElementwiseOperators.Rows, NormalizationOperators.Rows, ReductionOperators.Rows, MatrixOperators.Rows, ShapeOperators.Rows, SelectionOperators.Rows,
    }.SelectMany(rows => rows).ToDictionary(row => row.Name, StringComparer.Ordinal);

    private static readonly HashSet<string> Variables = new(StringComparer.Ordinal)
    {
        "Variable", "VariableV2", "VarHandleOp", "ReadVariableOp", "TemporaryVariable", "AutoReloadVariable", "Restore", "RestoreV2",
    };

    private static readonly HashSet<string> ControlFlow = new(StringComparer.Ordinal)
    {
        "Switch", "RefSwitch", "Merge", "RefMerge", "Enter", "RefEnter", "Exit", "RefExit", "NextIteration", "RefNextIteration", "LoopCond",
        "If", "StatelessIf", "While", "StatelessWhile", "Case", "StatelessCase", "PartitionedCall", "StatefulPartitionedCall",
    };

    /// <summary>The row of an operator; null when there is none.</summary>
    public static TensorFlowOperator? Find(string name) => Rows.GetValueOrDefault(name);

    /// <summary>Whether an operator holds weights that are not in the file.</summary>
    public static bool IsVariable(string name) => Variables.Contains(name);

    /// <summary>Advice for freezing, for messages.</summary>
    public static string FreezingAdvice => Freeze;

    /// <summary>What can be said of an operator without a row; empty when nothing.</summary>
    public static string ReasonAgainst(string name, bool isFunction) =>
        ControlFlow.Contains(name) ? $"control flow. {Freeze}; it removes branches that only training takes"
        : isFunction ? $"a function of the file's library. {Freeze}; it inlines functions"
        : "";
}
