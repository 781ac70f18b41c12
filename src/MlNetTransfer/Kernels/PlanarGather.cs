namespace MlNetTransfer.Kernels;

/// <summary>output[outer, i, inner] = input[outer, indices[i], inner]; indices are values of the run, negative ones count from the end.</summary>
/// <remarks>An index outside the axis is an error of the data; it is reported, never read. Reference: data/golden/nodes.</remarks>
internal sealed class PlanarGather(PlanarAxis axis, int indexCount, PlanarStrides strides)
    : PlanarOperation(strides, axis.Outer * indexCount, axis.Inner)
{
    protected override void RunRows(in PlanarOperands operands, int firstRow, int endRow)
    {
        for (int row = firstRow; row < endRow; row++)
        {
            (int outer, int i) = Math.DivRem(row, indexCount);
            float value = operands.Second[i];
            int index = (int)(value < 0 ? value + axis.Length : value);
            if ((uint)index >= (uint)axis.Length)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"Gather: index {value} is outside an axis of {axis.Length}."));
            }

            operands.Input.Slice(((outer * axis.Length) + index) * axis.Inner, axis.Inner)
                .CopyTo(operands.Output.Slice(row * axis.Inner, axis.Inner));
        }
    }
}
