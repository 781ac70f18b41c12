using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Blocks;

namespace MlNetTransfer.Training.Freezing;

/// <summary>Which parameters of a network move, block by block; made before training, proved after it.</summary>
public sealed record FreezePlan
{
    /// <summary>The blocks from the input to the head.</summary>
    public required IReadOnlyList<BlockPlan> Blocks { get; init; }

    /// <summary>Names of the constants that move.</summary>
    public required IReadOnlyList<string> Trainable { get; init; }

    /// <summary>Index in <see cref="Blocks"/> for each parameter of the network.</summary>
    public required IReadOnlyDictionary<string, int> BlockOf { get; init; }

    /// <summary>Numbers that move.</summary>
    public long MovingCount => Blocks.Sum(b => b.MovingCount);

    /// <summary>Numbers that there are.</summary>
    public long ParameterCount => Blocks.Sum(b => b.ParameterCount);

    /// <summary>Makes a plan.</summary>
    /// <param name="network">Backbone and head as one network.</param>
    /// <param name="feature">The value between them.</param>
    /// <param name="options">What is to move.</param>
    /// <param name="compilation">Sizes that the network leaves open; null for its own.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentException">A block is named that there is none of, or more blocks are asked for than there are.</exception>
    public static FreezePlan Create(Graph network, string feature, FreezeOptions options, NetworkOptions? compilation = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        Graph trunk = GraphOptimizer.Optimize(network, GraphPasses.None, feature);
        IReadOnlyList<NetworkBlock> blocks = NetworkBlocks.Find(trunk);
        Dictionary<string, ParameterKind> roles = TrainableNetwork.FindTrainable(network, compilation).ToDictionary(t => t.Name, t => t.Kind, StringComparer.Ordinal);
        HashSet<string> chosen = Chosen(blocks, options);
        HashSet<string> below = [.. blocks.SelectMany(b => b.Constants)];
        Dictionary<string, int> blockOf = new(StringComparer.Ordinal);
        List<string> trainable = [];
        List<BlockPlan> plans = [];
        for (int i = 0; i <= blocks.Count; i++)
        {
            bool isHead = i == blocks.Count;
            IEnumerable<string> own = isHead ? roles.Keys.Where(name => !below.Contains(name)) : blocks[i].Constants.Where(roles.ContainsKey);
            string[] parameters = [.. own.Where(name => blockOf.TryAdd(name, i))];
            string[] moving = [.. parameters.Where(name => isHead || Moves(roles[name], chosen.Contains(blocks[i].Name), options.Mode))];
            trainable.AddRange(moving);
            plans.Add(new BlockPlan(isHead ? "head" : blocks[i].Name, isHead ? "" : blocks[i].Label, Count(network, parameters), Count(network, moving), blocks.Count - i));
        }

        return new FreezePlan { Blocks = plans, Trainable = trainable, BlockOf = blockOf };
    }

    private static bool Moves(ParameterKind kind, bool isChosen, FreezeMode mode) =>
        mode == FreezeMode.NormAndBias ? kind != ParameterKind.Weight : isChosen;

    private static HashSet<string> Chosen(IReadOnlyList<NetworkBlock> blocks, FreezeOptions options)
    {
        switch (options.Mode)
        {
            case FreezeMode.All:
                return [.. blocks.Select(b => b.Name)];
            case FreezeMode.LastBlocks when options.LastBlocks <= blocks.Count:
                return [.. blocks.TakeLast(options.LastBlocks).Select(b => b.Name)];
            case FreezeMode.LastBlocks:
                throw new ArgumentException(FormattableString.Invariant($"last-{options.LastBlocks}: the network has {blocks.Count} blocks. Take fewer, or 'all'."));
            case FreezeMode.Blocks:
                return [.. options.Blocks.Select(name => Named(blocks, name))];
            default:
                return [];
        }
    }

    private static string Named(IReadOnlyList<NetworkBlock> blocks, string name) =>
        blocks.FirstOrDefault(b => b.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || (b.Label.Length > 0 && b.Label == name))?.Name
        ?? throw new ArgumentException(
            $"There is no block '{name}'. Blocks: {string.Join(", ", blocks.Select(b => b.Label.Length > 0 ? $"{b.Name} ({b.Label})" : b.Name))}; or say head, norm-and-bias, last-K, all.");

    private static long Count(Graph network, IEnumerable<string> names) => names.Sum(name => network.Constants[name].Shape.ElementCount);
}
