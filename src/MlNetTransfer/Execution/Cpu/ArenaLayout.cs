using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>Gives buffers room in the arena so that buffers that are never needed together share it.</summary>
/// <remarks>
/// Buffers with a border of zeros share a slot only with buffers of the same layout: the border is cleared once, when the arena is made,
/// and nothing ever writes it. All other buffers share freely. Best fit over the order of first use.
/// </remarks>
internal sealed class ArenaLayout
{
    private readonly List<Slot> _slots = [];

    /// <summary>Places all activation buffers.</summary>
    /// <param name="buffers">The buffers; their offsets are set.</param>
    /// <param name="lifetimes">First and last step of each buffer.</param>
    /// <param name="inPlace">Buffers that take the place of another, which ends where they begin; see <see cref="InPlaceResults"/>.</param>
    /// <returns>Floats of arena for one unit of the batch.</returns>
    public static int Place(IReadOnlyList<CpuBuffer> buffers, IReadOnlyList<(int First, int Last)> lifetimes, IReadOnlyDictionary<int, int> inPlace)
    {
        var layout = new ArenaLayout();
        int[] slotOf = new int[buffers.Count];
        ILookup<int, int> starts = Enumerable.Range(0, buffers.Count).Where(i => IsPlaced(i)).ToLookup(i => lifetimes[i].First);
        ILookup<int, int> ends = Enumerable.Range(0, buffers.Count).Where(i => IsPlaced(i)).ToLookup(i => lifetimes[i].Last);
        HashSet<int> givers = [.. inPlace.Values];
        int stepCount = lifetimes.Select(lifetime => lifetime.Last + 1).DefaultIfEmpty().Max();
        for (int step = 0; step < stepCount; step++)
        {
            foreach (int buffer in starts[step].OrderByDescending(i => buffers[i].Length))
            {
                slotOf[buffer] = inPlace.TryGetValue(buffer, out int giver) ? slotOf[giver] : layout.Take(buffers[buffer]);
            }

            foreach (int buffer in ends[step].Where(i => !givers.Contains(i)))
            {
                layout._slots[slotOf[buffer]].Free = true;
            }
        }

        int[] offsets = layout.Offsets(out int total);
        for (int i = 0; i < buffers.Count; i++)
        {
            if (IsPlaced(i))
            {
                buffers[i].ArenaOffset = offsets[slotOf[i]];
            }
        }

        return total;

        bool IsPlaced(int i) => buffers[i].IsActivation && lifetimes[i].First >= 0;
    }

    private int Take(CpuBuffer buffer)
    {
        int best = -1;
        for (int i = 0; i < _slots.Count; i++)
        {
            if (_slots[i].Free && _slots[i].Halo == buffer.Halo && (best < 0 || IsBetter(_slots[i].Length, _slots[best].Length, buffer.Length)))
            {
                best = i;
            }
        }

        if (best < 0)
        {
            _slots.Add(new Slot { Halo = buffer.Halo });
            best = _slots.Count - 1;
        }

        _slots[best].Free = false;
        _slots[best].Length = Math.Max(_slots[best].Length, buffer.Length);
        return best;
    }

    /// <summary>The smallest that is large enough, else the largest.</summary>
    private static bool IsBetter(int candidate, int current, int needed) =>
        candidate >= needed ? current < needed || candidate < current : current < needed && candidate > current;

    private int[] Offsets(out int total)
    {
        int[] offsets = new int[_slots.Count];
        total = 0;
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = total;
            int blocks = (_slots[i].Length + BlockedLayout.Block - 1) / BlockedLayout.Block;
            total = checked(total + (blocks * BlockedLayout.Block));
        }

        return offsets;
    }

    private sealed class Slot
    {
        public BlockedLayout? Halo { get; init; }

        public int Length { get; set; }

        public bool Free { get; set; }
    }
}
