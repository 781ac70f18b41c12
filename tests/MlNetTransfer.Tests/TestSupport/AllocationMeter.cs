namespace MlNetTransfer.TestSupport;

/// <summary>Bytes that calls allocate on the calling thread.</summary>
/// <remarks>
/// A background collection that another test set off takes away the rest of this thread's allocation window, which the runtime then counts as allocated: up to
/// 8 KiB in about one run of fifty with <c>DOTNET_gcConcurrent=1</c>, never with 0. So several attempts are made and the smallest counts. Each attempt holds several calls in a
/// row: what allocates in every second call, or in turns, is seen in all attempts.
/// </remarks>
internal static class AllocationMeter
{
    private const int Attempts = 25;

    /// <summary>Calls of an attempt.</summary>
    public const int CallCount = 4;

    /// <summary>The smallest number of bytes that <see cref="CallCount"/> calls in a row allocate.</summary>
    public static long SmallestOf(Action call)
    {
        long smallest = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && smallest > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < CallCount; i++)
            {
                call();
            }

            smallest = Math.Min(smallest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return smallest;
    }
}
