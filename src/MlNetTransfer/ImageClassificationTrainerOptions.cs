using MlNetTransfer.Backbones;
using MlNetTransfer.Backbones.Published;
using MlNetTransfer.Execution;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Training;

namespace MlNetTransfer;

/// <summary>How a model is trained. The defaults need no tuning.</summary>
public sealed record ImageClassificationTrainerOptions
{
    /// <summary>The pretrained network: the path of a file, or a name: <c>scattering</c> (built in) or a <see cref="PublishedBackbone"/> such as <c>MobilenetV2</c>, which is downloaded once.</summary>
    /// <value>The default value is <c>scattering</c>: wavelets, no weights to fetch; pretrained networks are far better on photographs.</value>
    public string Backbone { get; init; } = "scattering";

    /// <summary>Facts about the backbone that its file, the catalogue or a sidecar do not say, or say wrongly.</summary>
    /// <value>The default value changes nothing.</value>
    public BackboneOverrides BackboneOverrides { get; init; } = new();

    /// <summary>Where a backbone that is named is looked for, and how it is downloaded. Nothing is downloaded for a path or for <c>scattering</c>.</summary>
    /// <value>The default value looks in the current user's cache, in ML.NET's folder, at the administrator's mirror and at the official address.</value>
    public BackboneStoreOptions BackboneStore { get; init; } = new();

    /// <summary>How the head is learnt.</summary>
    /// <value>The default value tries ridge and logistic regression.</value>
    public HeadOptions Head { get; init; } = new();

    /// <summary>Whether and how the backbone is trained too; null to keep it as it is and learn the head alone.</summary>
    /// <value>The default value is null. <c>new()</c> climbs the ladder: as much is trained as is credibly worth it.</value>
    public FineTuningOptions? FineTuning { get; init; }

    /// <summary>How pictures are read.</summary>
    /// <value>The default value uses all processors and the current user's feature cache.</value>
    public PictureReadingOptions Reading { get; init; } = new();

    /// <summary>Rounding against speed.</summary>
    /// <value>The default value is <see cref="Execution.NumericMode.Fast"/>.</value>
    public NumericMode NumericMode { get; init; } = NumericMode.Fast;

    /// <summary>Whether large JPEGs are decoded at 1/2, 1/4 or 1/8 where that is still at least the network's size: faster on camera pictures, slightly other pixels.</summary>
    /// <value>The default value is false. A model keeps the choice and predicts with it.</value>
    public bool ReducedDecoding { get; init; }
}
