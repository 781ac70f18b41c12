using System.Globalization;
using MlNetTransfer.Imaging;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Preprocessing;

/// <summary>What a network was trained to see: everything between a file's bytes and the network's input. Equal values mean equal inputs.</summary>
public sealed record ImagePreprocessing
{
    /// <summary>Longest side of a network's input.</summary>
    internal const int LargestSide = 8192;

    /// <summary>Columns of the network's input.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of the network's input.</summary>
    public required int Height { get; init; }

    /// <summary>How any rectangle becomes this one.</summary>
    /// <value>The default value is <see cref="Preprocessing.ResizeMode.Stretch"/>.</value>
    public ResizeMode ResizeMode { get; init; } = ResizeMode.Stretch;

    /// <summary>Length of the short side before the centre is cut out; used by <see cref="Preprocessing.ResizeMode.CenterCrop"/> only.</summary>
    /// <value>In pixels. The default value is 0: the longer one of the network's own sides.</value>
    public int ShortSide { get; init; }

    /// <summary>How pixels are resampled.</summary>
    /// <value>The default value is <see cref="Imaging.Interpolation.Bilinear"/>.</value>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>JPEG's inverse transform.</summary>
    /// <value>The default value is <see cref="Imaging.InverseDct.Accurate"/>.</value>
    public InverseDct InverseDct { get; init; } = InverseDct.Accurate;

    /// <summary>Whether large JPEGs are decoded at 1/2, 1/4 or 1/8 where that is still at least the size wanted: much faster, slightly other pixels.</summary>
    /// <remarks>The whole picture still counts: a block's samples are averages. Both sides stay at <see cref="Width"/> and <see cref="Height"/>, or at the short side of a centre crop, or above.</remarks>
    /// <value>The default value is false: full size, the pixels that networks' published figures were measured with.</value>
    public bool ReducedDecoding { get; init; }

    /// <summary>Whether resized samples are rounded to bytes or kept as floats, as TensorFlow hands them to a network.</summary>
    /// <remarks>Floats go with <see cref="Preprocessing.ResizeMode.Stretch"/> and <see cref="Interpolation.TensorFlowBilinear"/> only: the other ways round by definition.</remarks>
    /// <value>The default value is <see cref="PixelSamples.Bytes"/>.</value>
    public PixelSamples Samples { get; init; } = PixelSamples.Bytes;

    /// <summary>Whether EXIF orientation is passed over, as by programs that never heard of it.</summary>
    /// <value>The default value is false: pictures are put upright where the decoding options say so.</value>
    public bool IgnoreOrientation { get; init; }

    /// <summary>Colour of a letterbox's bars.</summary>
    /// <value>The default value is black.</value>
    public Rgb FillColor { get; init; }

    /// <summary>From bytes to the network's floats.</summary>
    public InputNormalization Normalization { get; init; } = new();

    /// <summary>A stable text that tells all values apart, for cache keys; it changes only when inputs change.</summary>
    /// <remarks>Settings that a resize mode does not use are left out. The leading version rises when the same settings come to mean other pixels.</remarks>
    public string Fingerprint
    {
        get
        {
            string mode = ResizeMode switch
            {
                ResizeMode.CenterCrop => Format($"center-crop:{EffectiveShortSide}"),
                ResizeMode.Letterbox => Format($"letterbox:{FillColor.Red:x2}{FillColor.Green:x2}{FillColor.Blue:x2}"),
                _ => "stretch",
            };
            string order = Normalization.BlueFirst ? "bgr" : "rgb";
            string layout = Normalization.ChannelsLast ? "nhwc" : "nchw";
            return Format(
                $"v1;{Width}x{Height};{mode};{Interpolation}{(Samples == PixelSamples.Floats ? ":floats" : "")};idct:{InverseDct}{(ReducedDecoding ? ":reduced" : "")}{(IgnoreOrientation ? ";as-stored" : "")};mean:{Join(Normalization.Mean)};deviation:{Join(Normalization.Deviation)};{order};{layout}");
        }
    }

    /// <summary>Bytes that one prepared picture takes.</summary>
    internal int PictureBytes => checked(Width * Height * PixelBatch.ChannelCount * PixelBatch.BytesPerSample(Samples));

    /// <summary>The short side that a centre crop resizes to.</summary>
    internal int EffectiveShortSide => ShortSide == 0 ? Math.Max(Width, Height) : ShortSide;

    /// <summary>Options that decode a file's bytes as the network wants them.</summary>
    /// <param name="limits">Limits and other options to keep; null takes <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>The options with this record's inverse transform, smallest size and way with orientation.</returns>
    public DecodeOptions ToDecodeOptions(DecodeOptions? limits = null)
    {
        bool isCrop = ResizeMode == ResizeMode.CenterCrop;
        DecodeOptions kept = limits ?? DecodeOptions.Default;
        return kept with
        {
            InverseDct = InverseDct,
            ApplyOrientation = kept.ApplyOrientation && !IgnoreOrientation,
            MinimumWidth = ReducedDecoding ? isCrop ? EffectiveShortSide : Width : 0,
            MinimumHeight = ReducedDecoding ? isCrop ? EffectiveShortSide : Height : 0,
        };
    }

    /// <summary>Views prepared pictures as a batch.</summary>
    internal PixelBatch ToBatch(ReadOnlyMemory<byte> pictures, int count) => new(pictures, count, Height, Width, Samples);

    /// <summary>Checks all values.</summary>
    /// <returns>One sentence for each problem, none when all is well.</returns>
    public IReadOnlyList<string> FindProblems()
    {
        List<string> problems = [];
        CheckSide(problems, nameof(Width), Width);
        CheckSide(problems, nameof(Height), Height);
        if (ShortSide is < 0 or > LargestSide)
        {
            problems.Add(Format($"{nameof(ShortSide)} is {ShortSide}, expected 0 (the network's own size) to {LargestSide}."));
        }

        CheckName(problems, nameof(ResizeMode), ResizeMode);
        CheckName(problems, nameof(Interpolation), Interpolation);
        CheckName(problems, nameof(InverseDct), InverseDct);
        CheckName(problems, nameof(Samples), Samples);
        if (Samples == PixelSamples.Floats && (ResizeMode != ResizeMode.Stretch || Interpolation != Interpolation.TensorFlowBilinear))
        {
            problems.Add(Format($"{nameof(Samples)} is {Samples} with {ResizeMode} and {Interpolation}, expected {nameof(ResizeMode.Stretch)} and {nameof(Interpolation.TensorFlowBilinear)}."));
        }

        CheckChannels(problems, nameof(InputNormalization.Mean), Normalization.Mean, zeroAllowed: true);
        CheckChannels(problems, nameof(InputNormalization.Deviation), Normalization.Deviation, zeroAllowed: false);
        return problems;
    }

    /// <summary>Throws when a value is wrong, with all problems in one message.</summary>
    /// <exception cref="ArgumentException">At least one value is wrong.</exception>
    public void ThrowIfInvalid()
    {
        IReadOnlyList<string> problems = FindProblems();
        if (problems.Count > 0)
        {
            throw new ArgumentException("The preprocessing is not usable: " + string.Join(' ', problems));
        }
    }

    private static void CheckSide(List<string> problems, string name, int side)
    {
        if (side is < 1 or > LargestSide)
        {
            problems.Add(Format($"{name} is {side}, expected 1 to {LargestSide}."));
        }
    }

    private static void CheckName<T>(List<string> problems, string name, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            problems.Add(Format($"{name} is {value}, expected one of {string.Join(", ", Enum.GetNames<T>())}."));
        }
    }

    private static void CheckChannels(List<string> problems, string name, IReadOnlyList<float> values, bool zeroAllowed)
    {
        if (values.Count != Image.ChannelCount)
        {
            problems.Add(Format($"{name} has {values.Count} numbers, expected 3 (red, green, blue)."));
        }
        else if (values.Any(v => !float.IsFinite(v) || (!zeroAllowed && v == 0)))
        {
            problems.Add(Format($"{name} is {Join(values)}, expected finite numbers{(zeroAllowed ? "" : " other than 0")}."));
        }
    }

    private static string Join(IReadOnlyList<float> values) =>
        string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    private static string Format(FormattableString text) => FormattableString.Invariant(text);
}
