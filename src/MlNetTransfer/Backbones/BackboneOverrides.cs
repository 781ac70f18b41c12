namespace MlNetTransfer.Backbones;

/// <summary>What the caller knows about a network; goes before anything that files say. Null or empty leaves a fact to the files.</summary>
public sealed record BackboneOverrides
{
    /// <summary>Nothing.</summary>
    public static BackboneOverrides None { get; } = new();

    /// <summary>Name of a convention: <c>torchvision</c>, <c>tensorflow</c>, <c>caffe</c>, <c>unit</c> or <c>raw</c> (<c>--preprocessing</c>).</summary>
    public string? Preprocessing { get; init; }

    /// <summary>Subtracted from red, green, blue (<c>--mean</c>).</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>Divides red, green, blue (<c>--std</c>).</summary>
    public IReadOnlyList<float>? Deviation { get; init; }

    /// <summary>What mean and deviation count in: <c>0..255</c> or <c>0..1</c> (<c>--value-range</c>).</summary>
    public string? ValueRange { get; init; }

    /// <summary>Columns of the input (<c>--size</c>).</summary>
    public int? Width { get; init; }

    /// <summary>Rows of the input (<c>--size</c>).</summary>
    public int? Height { get; init; }

    /// <summary><c>NCHW</c> or <c>NHWC</c> (<c>--layout</c>).</summary>
    public string? Layout { get; init; }

    /// <summary><c>RGB</c> or <c>BGR</c> (<c>--color-order</c>).</summary>
    public string? ColorOrder { get; init; }

    /// <summary><c>stretch</c>, <c>center-crop</c> or <c>letterbox</c> (<c>--resize</c>).</summary>
    public string? Resize { get; init; }

    /// <summary><c>bilinear</c>, <c>bicubic</c> or <c>tensorflow-bilinear</c> (<c>--interpolation</c>).</summary>
    public string? Interpolation { get; init; }

    /// <summary>Name of the input, where there are several (<c>--input</c>).</summary>
    public string? Input { get; init; }

    /// <summary>Name of the value that holds the features (<c>--features</c>).</summary>
    public string? Features { get; init; }

    /// <summary>Name of the value that holds the scores of its own classes (<c>--logits</c>).</summary>
    public string? Logits { get; init; }

    /// <summary>File with the names of its own classes, one a line (<c>--labels</c>).</summary>
    public string? LabelsFile { get; init; }

    /// <summary><c>first</c> when logit 0 means "none of these", <c>none</c> when no logit does (<c>--background-class</c>).</summary>
    public string? BackgroundClass { get; init; }
}
