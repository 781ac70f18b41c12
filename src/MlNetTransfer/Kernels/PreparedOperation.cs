namespace MlNetTransfer.Kernels;

/// <summary>One operation with its weights packed and every choice made; immutable, shared by all threads and callers.</summary>
/// <remarks>
/// The work of a run is a number of independent items, each writing its own part of the output. Items are cut by picture and shape alone,
/// never by thread count, and each item's arithmetic is the same whoever runs it, so that any division gives the same bits.
/// </remarks>
internal abstract class PreparedOperation
{
    /// <summary>Floats of scratch each worker needs.</summary>
    public virtual int ScratchLength => 0;

    /// <summary>Operands whose place the result may take.</summary>
    public virtual OverwritableOperands Overwritable => OverwritableOperands.None;

    /// <summary>Number of independent work items.</summary>
    /// <param name="batch">Number of pictures, 1 or more.</param>
    public abstract int ItemCount(int batch);

    /// <summary>Runs items [<paramref name="first"/>, <paramref name="end"/>). Allocates nothing.</summary>
    public abstract void Run(in OperationBuffers buffers, int first, int end);
}
