using MlNetTransfer.Evaluation;

namespace MlNetTransfer.Training;

/// <summary>What one method reached at its best strength, on samples that its model did not see.</summary>
internal sealed record FittedScores
{
    public required double Strength { get; init; }

    /// <summary>[n][C].</summary>
    public required double[] Scores { get; init; }

    public required double Temperature { get; init; }

    /// <summary>Weighted log-loss of each sample at the temperature.</summary>
    public required double[] Losses { get; init; }

    public double MeanLoss => Losses.Average();

    /// <summary>Fits the temperature and computes the losses.</summary>
    public static FittedScores Of(HeadProblem problem, double strength, double[] scores)
    {
        ScoreSet set = new()
        {
            Scores = scores,
            Labels = problem.Labels,
            ClassCount = problem.ClassCount,
            ClassWeights = problem.IsWeighted ? problem.ClassWeights : null,
        };
        double temperature = TemperatureCalibration.Fit(set);
        double[] losses = TemperatureCalibration.LogLosses(set, temperature);
        for (int i = 0; i < losses.Length; i++)
        {
            losses[i] *= problem.RowWeights[i];
        }

        return new FittedScores { Strength = strength, Scores = scores, Temperature = temperature, Losses = losses };
    }
}
