namespace MlNetTransfer.Graphs.Operators;

/// <summary>How padding is found (ONNX <c>auto_pad</c>).</summary>
public enum AutoPad
{
    /// <summary>Explicit pads.</summary>
    NotSet,

    /// <summary>Output size is ceil(input / stride); an odd pad goes to the end.</summary>
    SameUpper,

    /// <summary>Output size is ceil(input / stride); an odd pad goes to the beginning.</summary>
    SameLower,

    /// <summary>No padding.</summary>
    Valid,
}
