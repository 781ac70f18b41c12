using System.Runtime.ExceptionServices;

namespace MlNetTransfer.Runtime;

/// <summary>Produces items 0, 1, 2, ... on several threads ahead of one consumer that receives them in order.</summary>
/// <remarks>
/// Bounded: item i is started only when item i - window has been consumed, so memory does not depend on the number of items.
/// The order and content of what the consumer sees do not depend on the number of threads. An exception of an item reaches the consumer
/// when it is that item's turn. Leaving the enumeration early, or cancelling, stops the threads after their present item.
/// </remarks>
internal static class OrderedPrefetch
{
    /// <summary>Enumerates the results in order; the threads start with the first step and end with the enumeration.</summary>
    /// <typeparam name="T">Type of the results.</typeparam>
    /// <param name="count">Number of items.</param>
    /// <param name="options">Threads and window.</param>
    /// <param name="produce">
    /// Makes the result of (item, slot) on some thread. The slot is 0 to window - 1 and is used by no other item until the consumer has
    /// asked for the item after this one: buffers kept by slot can be used again.
    /// </param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>One result an item.</returns>
    public static IEnumerable<T> Run<T>(
        int count, OrderedPrefetchOptions options, Func<int, int, T> produce, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(produce);
        return Enumerate(count, options, produce, cancellationToken);
    }

    /// <summary>Number of slots that <see cref="Run{T}"/> hands out.</summary>
    /// <param name="options">Threads and window.</param>
    /// <returns>The window, 1 or more.</returns>
    public static int SlotCount(OrderedPrefetchOptions options) =>
        options.WindowSize > 0 ? options.WindowSize : (2 * WorkerCount(options)) + 2;

    private static int WorkerCount(OrderedPrefetchOptions options) =>
        options.WorkerCount > 0 ? options.WorkerCount : Environment.ProcessorCount;

    private static IEnumerable<T> Enumerate<T>(
        int count, OrderedPrefetchOptions options, Func<int, int, T> produce, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Window<T> window = new(count, SlotCount(options), produce);
        using CancellationTokenRegistration wake = cancellationToken.UnsafeRegister(static state => ((Window<T>)state!).Wake(), window);
        Thread[] threads = StartThreads(window, Math.Min(WorkerCount(options), count));
        try
        {
            for (int item = 0; item < count; item++)
            {
                yield return window.Take(item, cancellationToken);
            }
        }
        finally
        {
            window.Stop();
            foreach (Thread thread in threads)
            {
                thread.Join();
            }
        }
    }

    private static Thread[] StartThreads<T>(Window<T> window, int threadCount)
    {
        Thread[] threads = new Thread[threadCount];
        for (int i = 0; i < threadCount; i++)
        {
            threads[i] = new Thread(window.Work) { IsBackground = true, Name = "prefetch" };
            threads[i].Start();
        }

        return threads;
    }

    /// <summary>The shared state: a ring of results between the oldest unconsumed item and the newest started one.</summary>
    private sealed class Window<T>(int count, int size, Func<int, int, T> produce)
    {
        private readonly object _gate = new();
        private readonly Slot[] _slots = new Slot[size];
        private int _next;
        private int _consumed;
        private bool _stopped;

        public void Work()
        {
            while (TryClaim(out int item))
            {
                Slot slot = default;
                try
                {
                    slot.Value = produce(item, item % size);
                }
#pragma warning disable CA1031 // Whatever an item throws belongs to the consumer and is rethrown there, in the item's turn.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    slot.Failure = ExceptionDispatchInfo.Capture(exception);
                }

                slot.IsReady = true;
                lock (_gate)
                {
                    _slots[item % size] = slot;
                    Monitor.PulseAll(_gate);
                }
            }
        }

        public T Take(int item, CancellationToken cancellationToken)
        {
            Slot slot;
            lock (_gate)
            {
                _consumed = item;
                Monitor.PulseAll(_gate);
                while (!_slots[item % size].IsReady)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Monitor.Wait(_gate);
                }

                slot = _slots[item % size];
                _slots[item % size] = default;
            }

            cancellationToken.ThrowIfCancellationRequested();
            slot.Failure?.Throw();
            return slot.Value!;
        }

        public void Wake()
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }

        public void Stop()
        {
            lock (_gate)
            {
                _stopped = true;
                Monitor.PulseAll(_gate);
            }
        }

        private bool TryClaim(out int item)
        {
            lock (_gate)
            {
                while (!_stopped && _next < count && _next >= _consumed + size)
                {
                    Monitor.Wait(_gate);
                }

                item = _next;
                if (_stopped || _next >= count)
                {
                    return false;
                }

                _next++;
                return true;
            }
        }

        private struct Slot
        {
            public T? Value;
            public ExceptionDispatchInfo? Failure;
            public bool IsReady;
        }
    }
}
