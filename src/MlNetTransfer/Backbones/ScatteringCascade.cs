using System.Globalization;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Backbones;

/// <summary>
/// The octaves of a scattering network, each working on maps that the one before smoothed and halved.
/// At octave j the smoothed picture has S / 2^j rows, moduli have S / 2^(j+1): a modulus is as smooth as its wavelet is wide.
/// </summary>
internal sealed class ScatteringCascade
{
    /// <summary>Rows and columns of the smoothed picture that goes into the features.</summary>
    public const int ThumbnailSide = 4;

    /// <summary>Cells of a 2x2 grid.</summary>
    public const int CellsPerMap = GridSide * GridSide;

    private const int GridSide = 2;

    private readonly ScatteringGraphBuilder _builder;
    private readonly ScatteringOptions _options;
    private readonly double[][] _real;
    private readonly double[][] _imaginary;
    private readonly double[] _lowPass = ScatteringFilters.LowPass();
    private readonly List<string> _moments = [];
    private string _picture = ScatteringNetwork.InputName;

    public ScatteringCascade(ScatteringGraphBuilder builder, ScatteringOptions options)
    {
        _builder = builder;
        _options = options;
        int count = options.OrientationCount;
        _real = [.. Enumerable.Range(0, count).Select(t => ScatteringFilters.Morlet(t, count).Real)];
        _imaginary = [.. Enumerable.Range(0, count).Select(t => ScatteringFilters.Morlet(t, count).Imaginary)];
    }

    /// <summary>Adds all octaves.</summary>
    /// <returns>Names of non-negative moments [N, F'], octave by octave, to be joined.</returns>
    public IReadOnlyList<string> AddOctaves()
    {
        string? moduli = null;
        for (int octave = 0; octave < _options.ScaleCount; octave++)
        {
            if (moduli is not null)
            {
                AddSecondOrder(octave, moduli);
            }

            string first = AddFirstOrder(octave);
            moduli = moduli is null ? first : AddSmoothed(octave, moduli, first);
            _picture = _builder.HalvingConv(Name("picture", octave + 1), _picture, ScatteringWeights.OverColors([_lowPass], fromRgb: octave == 0), 1);
        }

        return _moments;
    }

    /// <summary>Adds the means of the smoothed picture over a 4x4 grid.</summary>
    /// <returns>Name of the value [N, 48].</returns>
    public string AddThumbnail()
    {
        int side = _options.InputSize >> _options.ScaleCount;
        string cells = side == ThumbnailSide ? _picture : _builder.CellMeans("thumbnail.cells", _picture, side / ThumbnailSide);
        return _builder.Add("thumbnail", new Flatten(), cells);
    }

    private static string Name(string what, int octave) => what + octave.ToString(CultureInfo.InvariantCulture);

    /// <summary>|x * psi| of one octave, [N, colours x L, ...], and its moments.</summary>
    private string AddFirstOrder(int octave)
    {
        string name = Name("first", octave);
        string real = _builder.HalvingConv(name + ".re", _picture, ScatteringWeights.OverColors(_real, octave == 0), 1);
        string imaginary = _builder.HalvingConv(name + ".im", _picture, ScatteringWeights.OverColors(_imaginary, octave == 0), 1);
        (string energy, string modulus) = _builder.Modulus(name, real, imaginary);
        AddMoment(name + ".mean", _builder.Add(name + ".gap", new GlobalAveragePool(), modulus));
        AddRootMean(name + ".rms", _builder.Add(name + ".energy.gap", new GlobalAveragePool(), energy));
        AddMoment(name + ".cells", _builder.CellMeans(name + ".grid", modulus, GridCell(octave)));
        return modulus;
    }

    /// <summary>||x * psi1| * psi2| of all octaves below this one, and its moments.</summary>
    private void AddSecondOrder(int octave, string moduli)
    {
        string name = Name("second", octave);
        int mapCount = ScatteringWeights.ColorCount * octave;
        int channelCount = mapCount * _options.OrientationCount;
        string real = AddDirections(name + ".re", moduli, _real, channelCount);
        string imaginary = AddDirections(name + ".im", moduli, _imaginary, channelCount);
        (string energy, string modulus) = _builder.Modulus(name, real, imaginary);
        (Shape Shape, double[] Values) turns = ScatteringWeights.OverTurns(mapCount, _options.OrientationCount);
        string weight = _builder.Constant(name + ".turns.weight", turns.Shape, turns.Values);
        Conv overTurns = new(new Window((1, 1), (1, 1), (1, 1), (0, 0, 0, 0)));

        AddMoment(name + ".mean", _builder.Add(name + ".gap", new GlobalAveragePool(), modulus));
        string mean = _builder.Add(name + ".energy.gap", new GlobalAveragePool(), energy);
        AddRootMean(name + ".turns.rms", _builder.Add(name + ".energy.turns", overTurns, mean, weight));
        string grid = _builder.CellMeans(name + ".grid", modulus, GridCell(octave));
        AddMoment(name + ".turns.cells", _builder.Add(name + ".turns.grid", overTurns, grid, weight));
    }

    /// <summary>Each map filtered in each direction: [N, direction x maps, ...].</summary>
    private string AddDirections(string name, string moduli, double[][] filters, int channelCount)
    {
        List<string> parts = [];
        for (int t = 0; t < filters.Length; t++)
        {
            parts.Add(_builder.HalvingConv(Name(name, t), moduli, ScatteringWeights.Depthwise(filters[t], channelCount), channelCount));
        }

        return _builder.Add(name, new Concat(1), parts);
    }

    /// <summary>Moduli of earlier octaves brought to this octave's size, with this octave's beside them.</summary>
    private string AddSmoothed(int octave, string moduli, string first)
    {
        int channelCount = ScatteringWeights.ColorCount * octave * _options.OrientationCount;
        string smoothed = _builder.HalvingConv(Name("smoothed", octave), moduli, ScatteringWeights.Depthwise(_lowPass, channelCount), channelCount);
        return _builder.Add(Name("moduli", octave), new Concat(1), smoothed, first);
    }

    private int GridCell(int octave) => (_options.InputSize >> (octave + 1)) / GridSide;

    private void AddMoment(string name, string value) => _moments.Add(_builder.Add(name, new Flatten(), value));

    private void AddRootMean(string name, string value) => AddMoment(name, _builder.Add(name + ".root", new Sqrt(), value));
}
