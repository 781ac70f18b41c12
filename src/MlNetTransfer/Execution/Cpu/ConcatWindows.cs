using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>Which values are parts of a larger value, so that they are written in place and their concatenation costs nothing.</summary>
/// <remarks>
/// A part must start at a whole channel block and fill its blocks, unless it is the last. A concatenation whose parts begin a later
/// concatenation (DenseNet) is a window of that one.
/// </remarks>
internal sealed class ConcatWindows
{
    private readonly ExecutionPlan _plan;
    private readonly Dictionary<int, ConcatWindow> _windows = [];

    private ConcatWindows(ExecutionPlan plan)
    {
        _plan = plan;
    }

    /// <summary>Finds the windows.</summary>
    public static IReadOnlyDictionary<int, ConcatWindow> Of(ExecutionPlan plan)
    {
        var windows = new ConcatWindows(plan);
        var later = new List<ConcatStep>();
        foreach (ConcatStep concat in plan.Steps.OfType<ConcatStep>().Where(windows.IsOverChannels).Reverse())
        {
            windows.Place(concat, later);
            later.Add(concat);
        }

        return windows._windows;
    }

    private bool IsOverChannels(ConcatStep concat) =>
        concat.Axis == 1 && _plan.Values[concat.Output].Shape is { Rank: 4, ElementCount: > 0 }
        && concat.Inputs.All(input => !_plan.IsConstant(input) && input != _plan.Input);

    private void Place(ConcatStep concat, List<ConcatStep> later)
    {
        if (IsWhole(ChannelsOf(concat.Output)) && !_windows.ContainsKey(concat.Output)
            && later.Find(other => BeginsWith(other, concat)) is { } larger)
        {
            _windows.Add(concat.Output, WindowOf(larger.Output));
            return;
        }

        ConcatWindow window = WindowOf(concat.Output);
        int start = 0;
        foreach ((int position, int part) in concat.Inputs.Index())
        {
            int channels = ChannelsOf(part);
            bool isLast = position == concat.Inputs.Count - 1;
            if (IsWhole(start) && (IsWhole(channels) || isLast) && concat.Inputs.Count(other => other == part) == 1)
            {
                _windows.TryAdd(part, window with { FirstChannel = window.FirstChannel + start });
            }

            start += channels;
        }
    }

    private ConcatWindow WindowOf(int value) => _windows.TryGetValue(value, out ConcatWindow window) ? window : new ConcatWindow(value, 0);

    private int ChannelsOf(int value) => _plan.Values[value].Shape[1];

    private static bool IsWhole(int channels) => channels % BlockedLayout.Block == 0;

    private static bool BeginsWith(ConcatStep larger, ConcatStep smaller) =>
        larger.Inputs.Count > smaller.Inputs.Count && larger.Inputs.Take(smaller.Inputs.Count).SequenceEqual(smaller.Inputs);
}
