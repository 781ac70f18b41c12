using MlNetTransfer.Runtime;

namespace MlNetTransfer.Pipelines.Views;

/// <summary>Rows in random order, the same one at every pass: from a pool that is refilled from the input, so that memory is bounded.</summary>
internal sealed class ShuffledDataView(IDataView input, long seed, int poolSize) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        int[] active = [.. columnsNeeded.Select(c => c.Index).Distinct()];
        return new MemoryCursor(Schema, Shuffle(active), active);
    }

    private IEnumerable<StoredRow> Shuffle(int[] active)
    {
        SeededRandom random = new(seed);
        List<StoredRow> pool = new(poolSize);
        foreach (StoredRow row in StoredRow.ReadAll(input, active))
        {
            if (pool.Count < poolSize)
            {
                pool.Add(row);
                continue;
            }

            int place = random.NextInt32(poolSize);
            yield return pool[place];
            pool[place] = row;
        }

        while (pool.Count > 0)
        {
            int place = random.NextInt32(pool.Count);
            yield return pool[place];
            pool[place] = pool[^1];
            pool.RemoveAt(pool.Count - 1);
        }
    }
}
