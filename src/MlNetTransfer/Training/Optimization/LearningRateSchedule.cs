namespace MlNetTransfer.Training.Optimization;

/// <summary>Share of the learning rate at each step: a pure function of the step, apart from the plateau's memory.</summary>
internal sealed class LearningRateSchedule(ScheduleOptions options, int epochs, int stepsPerEpoch)
{
    private const double CycleRise = 0.3;
    private const double CycleStart = 1 / 25.0;
    private const double CycleEnd = CycleStart / 1e4;

    /// <summary>What plateaus have multiplied the rate by so far.</summary>
    public double PlateauShare { get; set; } = 1;

    /// <summary>Lowest validation loss seen.</summary>
    public double BestLoss { get; set; } = double.PositiveInfinity;

    /// <summary>Epochs since it was seen.</summary>
    public int EpochsSinceBest { get; set; }

    /// <summary>Share of the learning rate.</summary>
    /// <param name="step">Steps made before this one.</param>
    public double ShareAt(long step)
    {
        double total = Math.Max(1, (long)epochs * stepsPerEpoch);
        if (options.Kind == ScheduleKind.OneCycle)
        {
            return Cycle(step, total);
        }

        double warmUp = Math.Floor(options.WarmUpShare * total);
        if (step < warmUp)
        {
            return (step + 1) / (warmUp + 1);
        }

        double epoch = Math.Floor(step / (double)stepsPerEpoch);
        return options.Kind switch
        {
            ScheduleKind.Step => Math.Pow(options.Factor, Math.Floor(epoch / options.StepEpochs)),
            ScheduleKind.Exponential => Math.Pow(options.Factor, epoch),
            ScheduleKind.Cosine => Between(1, options.FinalShare, (step - warmUp) / Math.Max(1, total - warmUp)),
            ScheduleKind.ReduceOnPlateau => PlateauShare,
            _ => 1,
        };
    }

    /// <summary>Tells the validation loss of an epoch.</summary>
    public void EpochEnded(double validationLoss)
    {
        if (validationLoss < BestLoss)
        {
            BestLoss = validationLoss;
            EpochsSinceBest = 0;
        }
        else if (++EpochsSinceBest >= options.PlateauEpochs)
        {
            PlateauShare *= options.Factor;
            EpochsSinceBest = 0;
        }
    }

    private static double Cycle(long step, double total)
    {
        double peak = (CycleRise * total) - 1;
        return step <= peak
            ? Between(CycleStart, 1, peak <= 0 ? 1 : step / peak)
            : Between(1, CycleEnd, (step - Math.Max(0, peak)) / Math.Max(1, total - 1 - Math.Max(0, peak)));
    }

    private static double Between(double start, double end, double done) => end + ((start - end) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, done))));
}
