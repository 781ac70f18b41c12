using MlNetTransfer.Runtime;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>A dropout.</summary>
internal sealed class DropoutSpec
{
    private readonly ulong _threshold;

    /// <param name="rate">Probability of 0, from 0 to 1.</param>
    /// <param name="layer">Tells the dropouts of a network apart.</param>
    /// <param name="key">Read in every run.</param>
    public DropoutSpec(double rate, int layer, DropoutKey key)
    {
        if (!(rate >= 0 && rate <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A dropout rate is a probability from 0 to 1.");
        }

        Layer = layer;
        Key = key;
        Scale = rate < 1 ? (float)(1 / (1 - rate)) : 0f;
        _threshold = (ulong)Math.Round(rate * (1L << 32));
    }

    /// <summary>Tells the dropouts of a network apart.</summary>
    public int Layer { get; }

    /// <summary>Read in every run.</summary>
    public DropoutKey Key { get; }

    /// <summary>Factor of elements that stay.</summary>
    public float Scale { get; }

    /// <summary>Key of one picture's mask.</summary>
    public ulong PictureKey(int picture) =>
        RandomHash.Derive(RandomHash.Derive(Key.Value, (ulong)Layer), (ulong)(Key.FirstPicture + picture));

    /// <summary>The factor of an element: 0 or <see cref="Scale"/>.</summary>
    public float FactorOf(ulong pictureKey, int element) => RandomHash.At(pictureKey, (ulong)element) >> 32 < _threshold ? 0f : Scale;
}
