namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>Every operator that can be read and written, by name: a plain table, one file for each family.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, OnnxOperator> Rows = new[]
    {
        ConvolutionOperators.Rows,
        NormalizationOperators.Rows,
        ActivationOperators.Rows,
        ArithmeticOperators.Rows,
        MatrixOperators.Rows,
        ReductionOperators.Rows,
        ShapeOperators.Rows,
        SelectionOperators.Rows,
    }.SelectMany(static family => family).ToDictionary(static row => row.Name, StringComparer.Ordinal);

    /// <summary>Names of all operators, sorted.</summary>
    public static IEnumerable<string> Names => Rows.Keys.Append("Constant").Order(StringComparer.Ordinal);

    /// <summary>Finds an operator; null when it is not supported.</summary>
    public static OnnxOperator? Find(string name) => Rows.GetValueOrDefault(name);
}
