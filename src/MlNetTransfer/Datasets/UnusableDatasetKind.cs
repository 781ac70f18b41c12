namespace MlNetTransfer.Datasets;

/// <summary>Why a set of pictures cannot be used.</summary>
public enum UnusableDatasetKind
{
    /// <summary>The folder or manifest is missing, empty, or not laid out as labelled pictures.</summary>
    Layout,

    /// <summary>Fewer than two classes, or a class without usable pictures.</summary>
    Classes,

    /// <summary>More pictures had to be skipped than the stated threshold allows.</summary>
    TooManySkipped,
}
