namespace MlNetTransfer.Backbones;

/// <summary>Names of facts in ONNX metadata, in sidecar files and in the catalogue: one set for all.</summary>
internal static class FactNames
{
    public const string Name = "name";
    public const string Architecture = "architecture";
    public const string Source = "source";
    public const string Provenance = "provenance";
    public const string License = "license";
    public const string Sha256 = "sha256";
    public const string Input = "input";
    public const string InputWidth = "input_width";
    public const string InputHeight = "input_height";
    public const string InputLayout = "input_layout";
    public const string ColorOrder = "color_order";
    public const string ValueRange = "value_range";
    public const string Mean = "mean";
    public const string Deviation = "std";
    public const string Preprocessing = "preprocessing";
    public const string Resize = "resize";
    public const string ShortSide = "short_side";
    public const string CropFraction = "crop_fraction";
    public const string Interpolation = "interpolation";
    public const string InverseDct = "jpeg_dct";
    public const string Features = "features";
    public const string Logits = "logits";
    public const string Labels = "labels";
    public const string BackgroundClass = "background_class";
    public const string Note = "note";

    // In the catalogue only.
    public const string File = "file";
    public const string Bytes = "bytes";
    public const string Addresses = "addresses";
    public const string Family = "family";
    public const string FeatureTap = "feature_tap";

    /// <summary>Facts for people: kept in files, never acted on.</summary>
    private static readonly string[] Remarks = ["normalization", "weights", "pretrained_on", "opset"];

    /// <summary>Every name that a sidecar file may hold.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>(
        [
            Name, Architecture, Source, Provenance, License, Sha256, Input, InputWidth, InputHeight, InputLayout, ColorOrder, ValueRange,
            Mean, Deviation, Preprocessing, Resize, ShortSide, CropFraction, Interpolation, InverseDct, Features, Logits, Labels, BackgroundClass, Note,
            .. Remarks,
        ],
        StringComparer.Ordinal);

    /// <summary>Every name that an entry of the catalogue may hold.</summary>
    public static IReadOnlySet<string> Catalogue { get; } = new HashSet<string>([.. All, File, Bytes, Addresses, Family, FeatureTap], StringComparer.Ordinal);
}
