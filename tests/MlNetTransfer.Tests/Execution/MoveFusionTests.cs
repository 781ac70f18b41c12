using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.Execution;

public class MoveFusionTests
{
    [Fact]
    public void A_split_of_a_shuffle_reads_what_the_shuffle_reads()
    {
        var shuffle = new MoveStep { Name = "shuffle", Inputs = [0], Output = 1, Axes = [new MoveAxis(0, [0]), new MoveAxis(1, [0, 2, 1, 3])] };
        var tail = new MoveStep { Name = "tail", Inputs = [1], Output = 2, Axes = [new MoveAxis(0, [0]), new MoveAxis(1, [2, 3])] };
        ExecutionPlan joined = MoveFusion.Join(Plan([shuffle, tail], output: 2));
        var move = Assert.IsType<MoveStep>(joined.Steps[1]);
        Assert.Equal(0, Assert.Single(move.Inputs));
        Assert.Equal([1, 3], move.Axes[1].Indices);
    }

    [Fact]
    public void Transposes_join_by_their_axes()
    {
        var first = new MoveStep { Name = "a", Inputs = [0], Output = 1, Axes = [new MoveAxis(1, [3, 2, 1, 0]), new MoveAxis(0, [0])] };
        var second = new MoveStep { Name = "b", Inputs = [1], Output = 2, Axes = [new MoveAxis(1, [0]), new MoveAxis(0, [0, 1])] };
        var move = Assert.IsType<MoveStep>(MoveFusion.Join(Plan([first, second], output: 2)).Steps[1]);
        Assert.Equal(0, move.Axes[0].Source);
        Assert.Equal(1, move.Axes[1].Source);
        Assert.Equal([3, 2], move.Axes[1].Indices);
    }

    [Fact]
    public void A_move_that_others_read_stays()
    {
        var shuffle = new MoveStep { Name = "shuffle", Inputs = [0], Output = 1, Axes = [new MoveAxis(0, [0]), new MoveAxis(1, [0, 2, 1, 3])] };
        var tail = new MoveStep { Name = "tail", Inputs = [1], Output = 2, Axes = [new MoveAxis(0, [0]), new MoveAxis(1, [2, 3])] };
        Assert.Same(tail, MoveFusion.Join(Plan([shuffle, tail], output: 1)).Steps[1]);
    }

    private static ExecutionPlan Plan(PlanStep[] steps, int output) => new()
    {
        UnitBatch = 1,
        Values = [.. Enumerable.Range(0, 3).Select(i => new PlanValue($"v{i}", ElementType.Float32, new Shape(1, 4)))],
        Steps = steps,
        Input = 0,
        Outputs = [output],
    };
}
