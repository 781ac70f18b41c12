namespace MlNetTransfer.Execution.Plans;

/// <summary>Joins a move with the moves that read it: a channel shuffle and the split after it become one move for each part.</summary>
/// <remarks>Only where nothing but moves reads what lies between, so that the first move becomes a dead step.</remarks>
internal static class MoveFusion
{
    /// <summary>Joins what can be joined.</summary>
    public static ExecutionPlan Join(ExecutionPlan plan)
    {
        Dictionary<int, MoveStep> moves = plan.Steps.OfType<MoveStep>().Where(IsPermutation).ToDictionary(step => step.Output);
        HashSet<int> readByOthers = [.. plan.Steps.Where(step => step is not MoveStep move || !IsPermutation(move)).SelectMany(step => step.Inputs), .. plan.Outputs];
        var steps = new List<PlanStep>(plan.Steps.Count);
        foreach (PlanStep step in plan.Steps)
        {
            steps.Add(step is MoveStep move && IsPermutation(move) && moves.TryGetValue(move.Inputs[0], out MoveStep? first) && !readByOthers.Contains(first.Output)
                ? Joined(first, move)
                : step);
        }

        return plan with { Steps = steps };
    }

    private static MoveStep Joined(MoveStep first, MoveStep second) => second with
    {
        Inputs = first.Inputs,
        Axes = [.. second.Axes.Select(axis =>
        {
            MoveAxis before = first.Axes[axis.Source];
            return new MoveAxis(before.Source, [.. axis.Indices.Select(index => before.Indices[index])]);
        })],
    };

    /// <summary>Whether every axis of the input is one axis of the output, and nothing is filled.</summary>
    private static bool IsPermutation(MoveStep step) =>
        step.Axes.Select(axis => axis.Source).Order().SequenceEqual(Enumerable.Range(0, step.Axes.Count)) && step.Axes.All(axis => axis.Indices.All(index => index >= 0));
}
