using MlNetTransfer.Runtime;

namespace MlNetTransfer.Training;

/// <summary>One step of items that a thread team shares; each item writes only what is its own.</summary>
internal sealed class IndependentItems(int count, Action<int, int> run) : IStepSequence
{
    public int StepCount => 1;

    /// <summary>Runs items 0 to count - 1; the action gets the item and the worker.</summary>
    public static void Run(ThreadTeam team, int count, Action<int, int> run, CancellationToken cancellationToken) =>
        team.Run(new IndependentItems(count, run), cancellationToken);

    public int ItemCount(int step) => count;

    public void RunItems(int step, int first, int end, int worker)
    {
        for (int item = first; item < end; item++)
        {
            run(item, worker);
        }
    }
}
