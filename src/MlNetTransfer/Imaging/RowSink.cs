namespace MlNetTransfer.Imaging;

/// <summary>Takes a decoder's rows of pixels, from the top down and each once.</summary>
/// <remarks>The decoder asks for the memory of a row, writes the wanted columns of it and hands it in. Not thread-safe.</remarks>
internal abstract class RowSink
{
    /// <summary>First row that is wanted.</summary>
    public abstract int FirstRow { get; }

    /// <summary>After the last row that is wanted.</summary>
    public abstract int EndRow { get; }

    /// <summary>First column that is wanted.</summary>
    public abstract int FirstColumn { get; }

    /// <summary>After the last column that is wanted.</summary>
    public abstract int EndColumn { get; }

    /// <summary>Memory of the next wanted row, all columns of it.</summary>
    public abstract Span<byte> NextRow();

    /// <summary>Says that the row that <see cref="NextRow"/> gave is written.</summary>
    public abstract void Commit();
}
