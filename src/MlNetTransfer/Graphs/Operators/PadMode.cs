namespace MlNetTransfer.Graphs.Operators;

/// <summary>What a padded border holds (ONNX <c>mode</c>).</summary>
public enum PadMode
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>The picture mirrored without its edge.</summary>
    Reflect,

    /// <summary>The edge repeated.</summary>
    Edge,

    /// <summary>The picture from its other side.</summary>
    Wrap,
}
