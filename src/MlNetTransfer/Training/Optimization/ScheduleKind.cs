namespace MlNetTransfer.Training.Optimization;

/// <summary>How the learning rate moves over a training.</summary>
public enum ScheduleKind
{
    /// <summary>The same throughout.</summary>
    Constant,

    /// <summary>Multiplied by <see cref="ScheduleOptions.Factor"/> every <see cref="ScheduleOptions.StepEpochs"/> epochs.</summary>
    Step,

    /// <summary>Multiplied by <see cref="ScheduleOptions.Factor"/> every epoch.</summary>
    Exponential,

    /// <summary>Half a cosine down to <see cref="ScheduleOptions.FinalShare"/>. Source: Loshchilov and Hutter, 2017.</summary>
    Cosine,

    /// <summary>Up by a cosine for 30 % of the steps from 1/25, then down by a cosine to 1/250,000. Source: Smith, 2018, as PyTorch has it.</summary>
    OneCycle,

    /// <summary>Multiplied by <see cref="ScheduleOptions.Factor"/> when the validation loss has not fallen for <see cref="ScheduleOptions.PlateauEpochs"/> epochs.</summary>
    ReduceOnPlateau,
}
