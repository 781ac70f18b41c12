using System.Globalization;
using System.Text;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Datasets.Features;

/// <summary>One canonical text for everything between a file's bytes and the network's input.</summary>
internal static class PreprocessingFingerprint
{
    // Raised whenever decoding or resizing gives other pixels for the same options.
    private const int PixelRevision = 1;

    // Raised whenever the views of a kind change.
    private const int ViewRevision = 1;

    /// <summary>The text for several views of each picture; for the plain one alone it is that of <see cref="Of(ImagePreprocessing)"/>.</summary>
    public static string Of(ImagePreprocessing preprocessing, TestTimeAugmentation views) =>
        views == TestTimeAugmentation.None ? Of(preprocessing) : FormattableString.Invariant($"{Of(preprocessing)}; views {ViewRevision} {views}");

    public static string Of(ImagePreprocessing preprocessing)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"pixels {PixelRevision}; {preprocessing.Width}x{preprocessing.Height}; {preprocessing.ResizeMode} {preprocessing.ShortSide}; ");
        text.Append(CultureInfo.InvariantCulture, $"{preprocessing.Interpolation}; {preprocessing.InverseDct}{(preprocessing.ReducedDecoding ? " reduced" : "")}; ");
        text.Append(preprocessing.Samples == PixelSamples.Floats ? "floats; " : "").Append(preprocessing.IgnoreOrientation ? "as stored; " : "");
        text.Append(CultureInfo.InvariantCulture, $"fill {preprocessing.FillColor.Red},{preprocessing.FillColor.Green},{preprocessing.FillColor.Blue}; ");
        text.Append(CultureInfo.InvariantCulture, $"mean {List(preprocessing.Normalization.Mean)}; deviation {List(preprocessing.Normalization.Deviation)}; ");
        text.Append(preprocessing.Normalization.BlueFirst ? "BGR; " : "RGB; ");
        text.Append(preprocessing.Normalization.ChannelsLast ? "NHWC" : "NCHW");
        return text.ToString();
    }

    private static string List(IReadOnlyList<float> values) => string.Join(",", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
