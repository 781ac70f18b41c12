namespace MlNetTransfer.Kernels;

/// <summary>Overwrites output where a condition is not 0: the second half of Where, whose first half copies the other choice.</summary>
/// <remarks>Input is the condition, Second the values, both broadcast to the output. Reference: data/golden/nodes.</remarks>
internal sealed class PlanarSelect(PlanarBroadcast broadcast, PlanarStrides strides)
    : PlanarOperation(strides, broadcast.RowCount, broadcast.RowLength)
{
    protected override void RunRows(in PlanarOperands operands, int firstRow, int endRow)
    {
        for (int row = firstRow; row < endRow; row++)
        {
            (int condition, int value) = broadcast.RowOffsets(row);
            Span<float> output = operands.Output.Slice(row * broadcast.RowLength, broadcast.RowLength);
            for (int i = 0; i < output.Length; i++)
            {
                if (operands.Input[condition + (i * broadcast.RowStepA)] != 0)
                {
                    output[i] = operands.Second[value + (i * broadcast.RowStepB)];
                }
            }
        }
    }
}
