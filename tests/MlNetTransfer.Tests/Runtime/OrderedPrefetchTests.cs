using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Runtime;

public sealed class OrderedPrefetchTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 4, 1)]
    [InlineData(100, 1, 1)]
    [InlineData(100, 3, 1)]
    [InlineData(1000, 4, 7)]
    [InlineData(1000, 8, 0)]
    public void Yields_every_result_in_order(int count, int workers, int window)
    {
        OrderedPrefetchOptions options = new() { WorkerCount = workers, WindowSize = window };
        int[] results = [.. OrderedPrefetch.Run(count, options, (item, _) =>
        {
            Thread.SpinWait(item * 7919 % 500);
            return item * 3;
        })];
        Assert.Equal(Enumerable.Range(0, count).Select(i => i * 3), results);
    }

    [Fact]
    public void Never_has_more_results_than_the_window()
    {
        OrderedPrefetchOptions options = new() { WorkerCount = 4, WindowSize = 5 };
        int started = 0;
        int consumed = 0;
        int largest = 0;
        foreach (int item in OrderedPrefetch.Run(200, options, (item, _) => Interlocked.Increment(ref started)))
        {
            largest = Math.Max(largest, Volatile.Read(ref started) - consumed);
            consumed++;
        }

        Assert.InRange(largest, 1, 5);
    }

    [Fact]
    public void A_slot_is_not_used_again_before_the_next_result_is_asked_for()
    {
        OrderedPrefetchOptions options = new() { WorkerCount = 4, WindowSize = 3 };
        int[] slots = new int[OrderedPrefetch.SlotCount(options)];
        foreach ((int item, int slot) in OrderedPrefetch.Run(500, options, (item, slot) =>
        {
            slots[slot] = item;
            return (item, slot);
        }))
        {
            Thread.SpinWait(200);
            Assert.Equal(item, slots[slot]);
        }
    }

    [Fact]
    public void An_exception_arrives_in_its_items_turn()
    {
        List<int> seen = [];
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (int item in OrderedPrefetch.Run(50, new OrderedPrefetchOptions { WorkerCount = 4 }, (item, _) =>
                item == 20 ? throw new InvalidOperationException("item 20") : item))
            {
                seen.Add(item);
            }
        });
        Assert.Equal("item 20", exception.Message);
        Assert.Equal(Enumerable.Range(0, 20), seen);
    }

    [Fact]
    public void Leaving_early_stops_the_threads()
    {
        int produced = 0;
        foreach (int item in OrderedPrefetch.Run(1_000_000, new OrderedPrefetchOptions { WorkerCount = 4, WindowSize = 8 }, (item, _) =>
            Interlocked.Increment(ref produced)))
        {
            if (item >= 100)
            {
                break;
            }
        }

        int after = Volatile.Read(ref produced);
        Assert.InRange(after, 1, 200);
        Thread.Sleep(20);
        Assert.Equal(after, Volatile.Read(ref produced));
    }

    [Fact]
    public void Cancelling_wakes_a_consumer_that_waits()
    {
        using CancellationTokenSource source = new();
        using ManualResetEventSlim release = new();
        Thread canceller = new(() =>
        {
            Thread.Sleep(50);
            source.Cancel();
            Thread.Sleep(50);
            release.Set();
        });
        canceller.Start();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            OrderedPrefetch.Run(10, new OrderedPrefetchOptions { WorkerCount = 1 }, (item, _) =>
            {
                release.Wait();
                return item;
            }, source.Token).Count());
        canceller.Join();
    }
}
