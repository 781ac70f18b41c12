namespace MlNetTransfer.Graphs.Operators;

/// <summary>Sliding window of a two-dimensional convolution or pooling.</summary>
/// <param name="Kernel">Height and width of the window.</param>
/// <param name="Strides">Vertical and horizontal step.</param>
/// <param name="Dilations">Vertical and horizontal distance between taps.</param>
/// <param name="Pads">Top, left, bottom, right; used when <paramref name="AutoPad"/> is <see cref="Operators.AutoPad.NotSet"/>.</param>
/// <param name="AutoPad">Rule for padding.</param>
public sealed record Window(
    (int Height, int Width) Kernel,
    (int Height, int Width) Strides,
    (int Height, int Width) Dilations,
    (int Top, int Left, int Bottom, int Right) Pads,
    AutoPad AutoPad = AutoPad.NotSet);
