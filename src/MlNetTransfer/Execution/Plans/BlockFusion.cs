using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Joins chains of pointwise and depthwise convolutions into steps that keep what lies between them in the cache.</summary>
/// <remarks>Runs after <see cref="PlanFusion"/>, for executors that have such a kernel. Chains are joined by their shapes alone, and only where nothing else reads what lies between.</remarks>
internal sealed class BlockFusion
{
    private readonly ExecutionPlan _plan;
    private readonly List<PlanStep?> _steps;
    private readonly Dictionary<int, int> _producers = [];
    private readonly int[] _uses;

    private BlockFusion(ExecutionPlan plan)
    {
        _plan = plan;
        _steps = [.. plan.Steps];
        _uses = new int[plan.Values.Count];
        foreach (int value in plan.Steps.SelectMany(step => step.Inputs).Concat(plan.Outputs))
        {
            _uses[value]++;
        }

        foreach ((int index, PlanStep step) in plan.Steps.Index())
        {
            _producers[step.Output] = index;
        }
    }

    /// <summary>Joins what can be joined.</summary>
    public static ExecutionPlan Fuse(ExecutionPlan plan)
    {
        var fusion = new BlockFusion(plan);
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            if (plan.Steps[i] is ConvolutionStep { HasResidual: false, IsTrained: false } step && InvertedResidual.IsDepthwise(step.Shape))
            {
                fusion.Join(i, step);
            }
        }

        return plan with { Steps = [.. fusion._steps.OfType<PlanStep>()] };
    }

    private void Join(int index, ConvolutionStep depthwise)
    {
        int first = index;
        ConvolutionStep? expand = null;
        if (_uses[depthwise.Inputs[0]] == 1 && _producers.TryGetValue(depthwise.Inputs[0], out int producer)
            && _steps[producer] is ConvolutionStep { HasResidual: false, IsTrained: false } before && IsWidePointwise(before))
        {
            expand = before;
            first = producer;
        }

        int last = ProjectionOf(depthwise.Output);
        var project = last < 0 ? null : (ConvolutionStep)_steps[last]!;
        if (expand is null && project is null)
        {
            return;
        }

        _steps[first] = null;
        _steps[index] = null;
        ConvolutionStep end = project ?? depthwise;
        int input = (expand ?? depthwise).Inputs[0];
        _steps[last < 0 ? index : last] = new InvertedResidualStep
        {
            Name = end.Name,
            Inputs = end.HasResidual ? [input, end.Inputs[1]] : [input],
            Output = end.Output,
            Expand = expand,
            Depthwise = depthwise,
            Project = project,
        };
    }

    /// <summary>The picture itself is read by kernels of its own.</summary>
    private bool IsWidePointwise(ConvolutionStep step) => step.Inputs[0] != _plan.Input && InvertedResidual.IsPointwise(step.Shape);

    /// <summary>Index of the only reader of a value where it is a projection that belongs into the step; -1 for none.</summary>
    private int ProjectionOf(int value)
    {
        if (_uses[value] != 1)
        {
            return -1;
        }

        int reader = _steps.FindIndex(step => step is not null && step.Inputs.Contains(value));
        return reader >= 0 && _steps[reader] is ConvolutionStep { IsTrained: false } step && step.Inputs[0] == value && InvertedResidual.FitsProject(step.Shape) ? reader : -1;
    }
}
