using System.Security.Cryptography;
using System.Text;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Backbones;

/// <summary>
/// Builds the backbone <c>scattering</c>: fixed wavelets and moduli of two orders, no trained weights, no file.
/// </summary>
/// <remarks>
/// <para><b>Input</b> <c>x</c> [N, 3, S, S], red, green, blue, pixel / 255 - 0.5. <b>Output</b> <c>features</c> [N, F], F = 2,496 by default.</para>
/// <para>
/// First order U1 = |x * psi(j1, t1)| of three opponent colours, second order U2 = ||x * psi(j1, t1)| * psi(j2, t2)|, j1 &lt; j2, by a cascade: each
/// octave filters maps that were smoothed and halved before, and moduli are sampled at every second pixel of their octave. Features are
/// log(value + 0.01) of: means and root mean squares of U1, means of U1 over 2x2 cells, means of U2, root mean squares and 2x2 cell means of
/// U2 averaged over equal turns t2 - t1 (unchanged by rotations); and the smoothed picture itself over 4x4 cells.
/// </para>
/// <para><b>Source</b>: Bruna and Mallat, "Invariant scattering convolution networks", PAMI 2013; turns: Sifre and Mallat, CVPR 2013.</para>
/// </remarks>
public static class ScatteringNetwork
{
    /// <summary>Name of the input value.</summary>
    public const string InputName = "x";

    /// <summary>Name of the output value.</summary>
    public const string OutputName = "features";

    /// <summary>Raised whenever the same options would give other features.</summary>
    private const int Version = 1;

    /// <summary>Added before the logarithm: a contrast of one part in a hundred counts as next to nothing.</summary>
    private const double Floor = 0.01;

    /// <summary>Builds the network.</summary>
    /// <param name="options">Its size; null for the defaults.</param>
    /// <returns>A graph of ordinary operators.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static Graph Create(ScatteringOptions? options = null)
    {
        options ??= new ScatteringOptions();
        options.Validate();
        ScatteringGraphBuilder builder = new();
        ScatteringCascade cascade = new(builder, options);
        IReadOnlyList<string> moments = cascade.AddOctaves();
        string joined = builder.Add("moments", new Concat(1), moments);
        string floor = builder.Constant("floor", new Shape(1), [Floor]);
        string log = builder.Add("log", new Log(), builder.Add("raised", new Add(), joined, floor));
        builder.Add(OutputName, new Concat(1), log, cascade.AddThumbnail());
        return new Graph
        {
            Name = Identity(options),
            Inputs = [new ValueInfo(InputName, ElementType.Float32, [Dimension.Batch, Dimension.Of(3), Dimension.Of(options.InputSize), Dimension.Of(options.InputSize)])],
            Outputs = [new ValueInfo(OutputName, ElementType.Float32, [Dimension.Batch, Dimension.Of(FeatureCount(options))])],
            Nodes = builder.Nodes,
            Constants = builder.Constants,
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["identity"] = Identity(options), ["licence"] = "MIT" },
        };
    }

    /// <summary>What the network expects: the whole picture stretched to its square, pixels from -0.5 to 0.5.</summary>
    /// <param name="options">Its size; null for the defaults.</param>
    /// <returns>The preprocessing.</returns>
    public static ImagePreprocessing Preprocessing(ScatteringOptions? options = null)
    {
        int size = (options ?? new ScatteringOptions()).InputSize;
        return new ImagePreprocessing
        {
            Width = size,
            Height = size,
            ResizeMode = ResizeMode.Stretch,
            Interpolation = Interpolation.Bilinear,
            Normalization = new InputNormalization { Mean = [127.5f, 127.5f, 127.5f], Deviation = [255f, 255f, 255f] },
        };
    }

    /// <summary>Number of features.</summary>
    /// <param name="options">The network's size; null for the defaults.</param>
    /// <returns>F of the output [N, F].</returns>
    public static int FeatureCount(ScatteringOptions? options = null)
    {
        options ??= new ScatteringOptions();
        int directions = options.OrientationCount;
        int first = ScatteringWeights.ColorCount * options.ScaleCount * directions;
        int turns = first * (options.ScaleCount - 1) / 2;
        return (first * (2 + ScatteringCascade.CellsPerMap)) + (turns * (directions + 1 + ScatteringCascade.CellsPerMap))
            + (ScatteringWeights.ColorCount * ScatteringCascade.ThumbnailSide * ScatteringCascade.ThumbnailSide);
    }

    /// <summary>Name that fixes the features: equal identities mean equal features.</summary>
    /// <param name="options">The network's size; null for the defaults.</param>
    /// <returns>Text such as <c>scattering-v1-j4-l8-128</c>.</returns>
    public static string Identity(ScatteringOptions? options = null)
    {
        options ??= new ScatteringOptions();
        return FormattableString.Invariant($"scattering-v{Version}-j{options.ScaleCount}-l{options.OrientationCount}-{options.InputSize}");
    }

    /// <summary>SHA-256 of the identity, to stand where a network file's SHA-256 stands.</summary>
    /// <param name="options">The network's size; null for the defaults.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Fingerprint(ScatteringOptions? options = null) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Identity(options))));
}
