namespace MlNetTransfer.Training.Loop;

/// <summary>Where a training stands: together with the weights and the optimiser's state, all that a resumed run needs.</summary>
internal sealed record TrainingPosition
{
    /// <summary>Index of the present epoch.</summary>
    public int Epoch { get; set; }

    /// <summary>Steps made in it.</summary>
    public int Step { get; set; }

    /// <summary>Steps made in all.</summary>
    public long TotalSteps { get; set; }

    /// <summary>Sum of losses x pictures of the present epoch.</summary>
    public double LossSum { get; set; }

    /// <summary>Right pictures of the present epoch.</summary>
    public int RightCount { get; set; }

    /// <summary>Pictures of the present epoch that have a label.</summary>
    public int LabelledCount { get; set; }

    /// <summary>Pictures seen in the present epoch.</summary>
    public int SeenCount { get; set; }

    /// <summary>Moving mean of the losses.</summary>
    public double MeanLoss { get; set; } = double.NaN;

    /// <summary>Loss of the first batch.</summary>
    public double StartLoss { get; set; } = double.NaN;

    /// <summary>What plateaus have multiplied the learning rate by.</summary>
    public double PlateauShare { get; set; } = 1;

    /// <summary>Lowest validation loss of the plateau rule.</summary>
    public double PlateauBest { get; set; } = double.PositiveInfinity;

    /// <summary>Epochs since it was seen.</summary>
    public int PlateauEpochs { get; set; }

    /// <summary>Index of the epoch with the lowest validation loss; -1 before there is one.</summary>
    public int BestEpoch { get; set; } = -1;

    /// <summary>Lowest validation loss.</summary>
    public double BestLoss { get; set; } = double.PositiveInfinity;

    /// <summary>Ended epochs.</summary>
    public List<EpochRecord> History { get; init; } = [];
}
