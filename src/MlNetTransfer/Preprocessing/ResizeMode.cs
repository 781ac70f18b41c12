namespace MlNetTransfer.Preprocessing;

/// <summary>How a picture of any shape becomes the network's rectangle.</summary>
public enum ResizeMode
{
    /// <summary>Width and height are scaled separately; the whole picture is seen, its aspect changes.</summary>
    Stretch,

    /// <summary>The short side is scaled to a size, then the centre is cut out; aspect is kept, the ends are lost.</summary>
    CenterCrop,

    /// <summary>The long side is scaled to fit, the rest is filled with a colour; aspect is kept, nothing is lost.</summary>
    Letterbox,
}
