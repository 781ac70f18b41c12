namespace MlNetTransfer.Execution.Plans;

/// <summary>One output axis of a <see cref="MoveStep"/>.</summary>
/// <param name="Source">Axis of the input; negative when the index does not matter (broadcast).</param>
/// <param name="Indices">Input index of each output index; negative where the element is filled.</param>
internal sealed record MoveAxis(int Source, int[] Indices)
{
    /// <summary>Whether every index stays what it is.</summary>
    public bool IsIdentity(int axis, int sourceLength)
    {
        if (Source != axis || Indices.Length != sourceLength)
        {
            return false;
        }

        for (int i = 0; i < Indices.Length; i++)
        {
            if (Indices[i] != i)
            {
                return false;
            }
        }

        return true;
    }
}
