namespace MlNetTransfer.Execution;

/// <summary>What a parameter does in its network; decides about weight decay and about freezing.</summary>
public enum ParameterKind
{
    /// <summary>Weights of a convolution or a dense layer.</summary>
    Weight,

    /// <summary>Addends of a convolution or a dense layer.</summary>
    Bias,

    /// <summary>Factors of a normalisation (gamma).</summary>
    NormalizationScale,

    /// <summary>Addends of a normalisation (beta).</summary>
    NormalizationShift,
}
