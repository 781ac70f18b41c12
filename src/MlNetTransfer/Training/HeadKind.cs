namespace MlNetTransfer.Training;

/// <summary>How a linear head is learned from features.</summary>
public enum HeadKind
{
    /// <summary>Both are tried: ridge, unless logistic regression is better by more than one standard error of left-out log-loss.</summary>
    Auto,

    /// <summary>Ridge regression on one-hot targets: closed form, with exact leave-one-out scores.</summary>
    Ridge,

    /// <summary>Multinomial logistic regression with an L2 penalty.</summary>
    Logistic,
}
