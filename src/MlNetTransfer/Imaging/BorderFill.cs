namespace MlNetTransfer.Imaging;

/// <summary>What is seen outside of a picture when it is turned, moved or made smaller.</summary>
public enum BorderFill
{
    /// <summary>The picture mirrored at its edge, the edge's pixels twice: <c>c b a | a b c</c>, as often as needed.</summary>
    Reflect,

    /// <summary>The nearest pixel of the edge: <c>a a a | a b c</c>.</summary>
    Edge,

    /// <summary>One colour.</summary>
    Color,
}
