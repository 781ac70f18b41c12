using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Runtime;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_item_runs_once_and_steps_run_in_order(int workers)
    {
        using ThreadTeam team = new(workers);
        for (int round = 0; round < 50; round++)
        {
            CountedSteps steps = new([7, 0, 1, 100, 3, 0]);
            team.Run(steps);
            steps.AssertDone();
        }
    }

    [Fact]
    public void Several_callers_share_a_team_without_waiting_for_ever()
    {
        using ThreadTeam team = new(3);
        Thread[] callers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < 100; round++)
            {
                CountedSteps steps = new([5, 17, 1]);
                team.Run(steps);
                steps.AssertDone();
            }
        }))];
        foreach (Thread caller in callers)
        {
            caller.Start();
        }

        Assert.All(callers, caller => Assert.True(caller.Join(TimeSpan.FromSeconds(60)), "a caller is stuck"));
    }

    [Fact]
    public void A_run_inside_an_item_runs_alone()
    {
        using ThreadTeam team = new(2);
        CountedSteps inner = new([4]);
        team.Run(new ActionSteps(1, 1, (_, _) => team.Run(inner)));
        inner.AssertDone();
    }

    [Fact]
    public void An_items_exception_reaches_the_caller_and_the_team_goes_on()
    {
        using ThreadTeam team = new(2);
        for (int round = 0; round < 20; round++)
        {
            ActionSteps failing = new(3, 10, (step, item) =>
            {
                if (step == 1 && item == 7)
                {
                    throw new InvalidOperationException("item 7");
                }

                Assert.NotEqual(2, step);
            });
            Assert.Equal("item 7", Assert.Throws<InvalidOperationException>(() => team.Run(failing)).Message);
        }

        CountedSteps steps = new([10]);
        team.Run(steps);
        steps.AssertDone();
    }

    [Fact]
    public void Cancellation_between_steps_stops_the_run()
    {
        using ThreadTeam team = new(2);
        using CancellationTokenSource source = new();
        int last = -1;
        ActionSteps steps = new(4, 3, (step, _) =>
        {
            last = step;
            if (step == 1)
            {
                source.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => team.Run(steps, source.Token));
        Assert.Equal(1, last);
        CountedSteps after = new([3]);
        team.Run(after);
        after.AssertDone();
    }

    [Fact]
    public void Runs_allocate_nothing()
    {
        using ThreadTeam team = new(2);
        ActionSteps steps = new(5, 20, (_, _) => { });
        for (int i = 0; i < 20; i++)
        {
            team.Run(steps);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            team.Run(steps);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_worker_without_a_core_delays_nobody_but_by_its_own_item()
    {
        using ThreadTeam team = new(2);
        int stalled = 0;
        ActionSteps steps = new(20, 8, (_, _) =>
        {
            // Some worker loses its core once, as if pre-empted.
            if (Interlocked.Exchange(ref stalled, 1) == 0)
            {
                Thread.Sleep(50);
            }
        });
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        team.Run(steps);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 2000);
    }

    [Fact]
    public void A_worker_has_the_same_part_of_every_step()
    {
        using ThreadTeam team = new(3);
        MeetingSteps steps = new(200, 3);
        team.Run(steps);
        Assert.All(steps.Workers, workers => Assert.Equal([0, 1, 2], workers));
    }

    [Fact]
    public void Teams_are_shared_by_size()
    {
        Assert.Same(ThreadTeam.Shared(2), ThreadTeam.Shared(2));
        Assert.Equal(3, ThreadTeam.Shared(3).WorkerCount);
    }

    /// <summary>Each item waits until all items of its step have begun, so that every worker takes one.</summary>
    private sealed class MeetingSteps(int steps, int items) : IStepSequence
    {
        private readonly int[] _begun = new int[steps];

        public int[][] Workers { get; } = [.. Enumerable.Range(0, steps).Select(_ => new int[items])];

        public int StepCount => steps;

        public int ItemCount(int step) => items;

        public void RunItems(int step, int first, int end, int worker)
        {
            Workers[step][first] = worker;
            Interlocked.Increment(ref _begun[step]);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _begun[step]) == items, TimeSpan.FromSeconds(60)), "not every worker has an item");
        }
    }

    private sealed class ActionSteps(int steps, int items, Action<int, int> action) : IStepSequence
    {
        public int StepCount => steps;

        public int ItemCount(int step) => items;

        public void RunItems(int step, int first, int end, int worker)
        {
            for (int item = first; item < end; item++)
            {
                action(step, item);
            }
        }
    }

    private sealed class CountedSteps(int[] counts) : IStepSequence
    {
        private readonly int[][] _runs = [.. counts.Select(count => new int[count])];
        private int _disorder;

        public int StepCount => counts.Length;

        public int ItemCount(int step) => counts[step];

        public void RunItems(int step, int first, int end, int worker)
        {
            for (int earlier = 0; earlier < step; earlier++)
            {
                if (_runs[earlier].Any(n => Volatile.Read(ref n) != 1))
                {
                    Interlocked.Increment(ref _disorder);
                }
            }

            for (int item = first; item < end; item++)
            {
                Interlocked.Increment(ref _runs[step][item]);
            }
        }

        public void AssertDone()
        {
            Assert.All(_runs, step => Assert.All(step, n => Assert.Equal(1, n)));
            Assert.Equal(0, _disorder);
        }
    }
}
