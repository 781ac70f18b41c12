using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>One row of the operator table: how an operator of a file becomes a record, and back.</summary>
/// <param name="Name">Name in the file and of the record.</param>
/// <param name="Inputs">Fewest and most inputs after older forms were normalised; the fewest must be present.</param>
/// <param name="Read">Makes the record; moves older attribute forms to inputs.</param>
/// <param name="Write">Writes the record's attributes in the form of <see cref="Since"/> and later opsets.</param>
internal sealed record OnnxOperator(string Name, (int Fewest, int Most) Inputs, Func<NodeReading, Operator> Read, Action<Operator, NodeWriting> Write)
{
    /// <summary>Most inputs of an operator that takes any number.</summary>
    public const int Any = int.MaxValue;

    /// <summary>Number of outputs that the record has; further ones of a file must be unused.</summary>
    public int OutputCount { get; init; } = 1;

    /// <summary>First opset whose form <see cref="Write"/> writes.</summary>
    public int Since { get; init; } = 7;

    /// <summary>First opset that knows the operator.</summary>
    public int Introduced { get; init; } = 1;

    /// <summary>An operator without attributes.</summary>
    public static OnnxOperator Plain(Operator record, int fewest, int most, int introduced = 1) =>
        new(record.Name, (fewest, most), _ => record, static (_, _) => { }) { Introduced = introduced };
}
