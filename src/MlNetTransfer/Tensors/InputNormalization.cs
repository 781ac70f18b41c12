namespace MlNetTransfer.Tensors;

/// <summary>How a network wants its pixels: <c>(pixel - mean) / deviation</c> for each channel, pixel being 0 to 255.</summary>
/// <remarks>Red, green, blue order in <see cref="Mean"/> and <see cref="Deviation"/>, whatever the network's channel order is.</remarks>
public sealed record InputNormalization
{
    /// <summary>Subtracted from each channel (red, green, blue), in units of a byte.</summary>
    /// <value>The default value is 0, 0, 0.</value>
    public IReadOnlyList<float> Mean { get; init; } = [0f, 0f, 0f];

    /// <summary>Divides each channel (red, green, blue) after the subtraction, in units of a byte.</summary>
    /// <value>The default value is 1, 1, 1.</value>
    public IReadOnlyList<float> Deviation { get; init; } = [1f, 1f, 1f];

    /// <summary>Whether the network reads blue first.</summary>
    /// <value>The default value is false: red, green, blue.</value>
    public bool BlueFirst { get; init; }

    /// <summary>Whether the network's input is [N, H, W, C] instead of [N, C, H, W].</summary>
    /// <value>The default value is false: [N, C, H, W].</value>
    public bool ChannelsLast { get; init; }

    /// <inheritdoc/>
    public bool Equals(InputNormalization? other) =>
        other is not null && Mean.SequenceEqual(other.Mean) && Deviation.SequenceEqual(other.Deviation)
        && BlueFirst == other.BlueFirst && ChannelsLast == other.ChannelsLast;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mean[0], Mean[^1], Deviation[0], BlueFirst, ChannelsLast);
}
