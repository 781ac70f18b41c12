using MlNetTransfer.Imaging;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Preprocessing;

/// <summary>What a network was trained to see: everything between a file's bytes and the network's input. Equal values mean equal inputs.</summary>
public sealed record ImagePreprocessing
{
    /// <summary>Columns of the network's input.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of the network's input.</summary>
    public required int Height { get; init; }

    /// <summary>How any rectangle becomes this one.</summary>
    /// <value>The default value is <see cref="Preprocessing.ResizeMode.Stretch"/>.</value>
    public ResizeMode ResizeMode { get; init; } = ResizeMode.Stretch;

    /// <summary>Length of the short side before the centre is cut out; used by <see cref="Preprocessing.ResizeMode.CenterCrop"/> only.</summary>
    /// <value>In pixels. The default value is 0: the network's own size.</value>
    public int ShortSide { get; init; }

    /// <summary>How pixels are resampled.</summary>
    /// <value>The default value is <see cref="Imaging.Interpolation.Bilinear"/>.</value>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>JPEG's inverse transform.</summary>
    /// <value>The default value is <see cref="Imaging.InverseDct.Accurate"/>.</value>
    public InverseDct InverseDct { get; init; } = InverseDct.Accurate;

    /// <summary>Colour of a letterbox's bars.</summary>
    /// <value>The default value is black.</value>
    public Rgb FillColor { get; init; }

    /// <summary>From bytes to the network's floats.</summary>
    public InputNormalization Normalization { get; init; } = new();
}
