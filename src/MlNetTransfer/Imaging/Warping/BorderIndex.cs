using System.Buffers;

namespace MlNetTransfer.Imaging.Warping;

/// <summary>Which sample of an axis is seen at each place inside and outside of it.</summary>
internal readonly struct BorderIndex : IDisposable
{
    /// <summary>Stands for a place that shows the border's colour.</summary>
    internal const int Outside = -1;

    private readonly int[] _indices;
    private readonly int _first;

    /// <summary>Computes the samples of a range of places.</summary>
    /// <param name="samples">The axis's samples: the first, and how many.</param>
    /// <param name="first">First place.</param>
    /// <param name="last">Last place.</param>
    /// <param name="border">What is outside.</param>
    internal BorderIndex((int Start, int Count) samples, int first, int last, BorderFill border)
    {
        _first = first;
        _indices = ArrayPool<int>.Shared.Rent(last - first + 1);
        for (int i = first; i <= last; i++)
        {
            int place = i - samples.Start;
            bool isInside = place >= 0 && place < samples.Count;
            _indices[i - first] = border switch
            {
                BorderFill.Reflect => samples.Start + Reflect(place, samples.Count),
                BorderFill.Edge => samples.Start + Math.Clamp(place, 0, samples.Count - 1),
                _ => isInside ? i : Outside,
            };
        }
    }

    /// <summary>The sample at a place, or <see cref="Outside"/>.</summary>
    internal int this[int place] => _indices[place - _first];

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<int>.Shared.Return(_indices);

    /// <summary>The sample of an axis mirrored at its ends, the last ones twice.</summary>
    internal static int Reflect(int place, int size)
    {
        int period = 2 * size;
        int inPeriod = ((place % period) + period) % period;
        return inPeriod < size ? inPeriod : period - 1 - inPeriod;
    }
}
