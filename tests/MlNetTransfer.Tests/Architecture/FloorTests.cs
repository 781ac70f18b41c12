using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.Architecture;

/// <summary>The ground plan of src/MlNetTransfer/README.md, kept true: a room uses rooms on lower floors only.</summary>
public sealed class FloorTests
{
    private static readonly Dictionary<string, int> Floors = new(StringComparer.Ordinal)
    {
        ["Simd"] = 0,
        ["Tensors"] = 0,
        ["Runtime"] = 0,
        ["Kernels"] = 1,
        ["Graphs"] = 1,
        ["Imaging"] = 1,
        ["Execution"] = 2,
        ["Importing"] = 2,
        ["Preprocessing"] = 2,
        ["Evaluation"] = 2,
        ["Training"] = 3,
        ["Datasets"] = 3,
        ["Backbones"] = 3,
        ["Persistence"] = 3,
        ["FineTuning"] = 4,
        ["(front door)"] = 5,
    };

    /// <summary>Only these rooms may name the type or namespace on the left.</summary>
    public static TheoryData<string, string[]> SingleOwners() => new()
    {
        { "System.Threading.Thread", ["Runtime"] },
        { "System.Threading.Tasks.Parallel", ["Runtime"] },
        { "System.Threading.ThreadPool", ["Runtime"] },
        { "System.Random", [] },
        { "System.Console", [] },
        { "System.IO.File", ["Datasets", "Backbones", "Persistence", "(front door)"] },
        { "System.IO.Directory", ["Datasets", "Backbones", "Persistence", "(front door)"] },
        { "System.IO.FileStream", ["Datasets", "Backbones", "Persistence", "(front door)"] },
        { "System.Runtime.Intrinsics.Vector512", ["Simd"] },
        { "System.Runtime.Intrinsics.Vector256", ["Simd"] },
        { "System.Runtime.Intrinsics.Vector128", ["Simd"] },
        { "System.Numerics.Vector", ["Simd"] },
    };

    [Fact]
    public void Rooms_use_lower_floors_only()
    {
        string[] wrong =
        [
            .. Uses().Where(u => u.To.StartsWith("MlNetTransfer.", StringComparison.Ordinal))
                .Select(u => (From: Room(u.From), To: Room(u.To), Text: $"{u.From} uses {u.To}"))
                .Where(u => u.From != u.To && Floors[u.To] >= Floors[u.From])
                .Select(u => u.Text).Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Theory]
    [MemberData(nameof(SingleOwners))]
    public void What_has_one_owner_is_used_by_no_other_room(string type, string[] owners)
    {
        string[] wrong =
        [
            .. Uses().Where(u => u.To == type || u.To.StartsWith(type + "`", StringComparison.Ordinal))
                .Where(u => u.From.StartsWith("MlNetTransfer", StringComparison.Ordinal) && !owners.Contains(Room(u.From)))
                .Select(u => u.From).Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.True(wrong.Length == 0, $"{type} belongs to {string.Join(", ", owners)}; also used by: {string.Join(", ", wrong)}");
    }

    [Fact]
    public void The_finder_sees_uses_in_bodies_signatures_and_generics()
    {
        IReadOnlySet<(string From, string To)> uses = Uses();
        Assert.Contains(("MlNetTransfer.Graphs.Graph", "MlNetTransfer.Tensors.Tensor"), uses);
        Assert.Contains(("MlNetTransfer.Graphs.Node", "MlNetTransfer.Graphs.Operators.Operator"), uses);
    }

    private static IReadOnlySet<(string From, string To)> Uses() => RoomUses.Find(typeof(Tensor).Assembly.Location);

    private static string Room(string typeName)
    {
        string[] parts = typeName.Split('.');
        return parts.Length > 2 && parts[0] == "MlNetTransfer" ? parts[1] : "(front door)";
    }
}
