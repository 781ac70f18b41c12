using MlNetTransfer.Execution.Cpu;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Running means and variances: running = (1 - momentum) running + momentum (mean, unbiased variance of the batch), as PyTorch has it.</summary>
/// <remarks>Source: Ioffe and Szegedy 2015, section 3.1. Taken between the forward and the backward steps, moved when the batch is done.</remarks>
internal sealed class RunningStatistics(IReadOnlyList<StatisticsBinding> bindings)
{
    private readonly float[][] _means = [.. bindings.Select(binding => new float[binding.Mean.Count])];
    private readonly float[][] _variances = [.. bindings.Select(binding => new float[binding.Mean.Count])];

    /// <summary>Copies the statistics of the batch that ran forward.</summary>
    public void Take(CpuRun run)
    {
        for (int i = 0; i < bindings.Count; i++)
        {
            ReadOnlySpan<float> state = run.Target(bindings[i].State, bindings[i].StateLength);
            int channels = _means[i].Length;
            state[..channels].CopyTo(_means[i]);
            state.Slice(2 * channels, channels).CopyTo(_variances[i]);
        }
    }

    /// <summary>Moves the running statistics.</summary>
    public void Move(double momentum)
    {
        for (int i = 0; i < bindings.Count; i++)
        {
            Move(bindings[i].Mean.Values.Span, _means[i], momentum);
            Move(bindings[i].Variance.Values.Span, _variances[i], momentum);
        }
    }

    private static void Move(Span<float> running, ReadOnlySpan<float> batch, double momentum)
    {
        for (int c = 0; c < running.Length; c++)
        {
            running[c] = (float)(((1 - momentum) * running[c]) + (momentum * batch[c]));
        }
    }
}
