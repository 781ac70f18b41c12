using MlNetTransfer.Datasets.Features;

namespace MlNetTransfer;

/// <summary>Features of all parts of a set.</summary>
internal sealed record TrainingFeatures(ExtractedFeatures Train, ExtractedFeatures? Validation, ExtractedFeatures? Test)
{
    /// <summary>Files under two labels, and files that are both learnt from and measured with.</summary>
    public IEnumerable<string> Warnings() =>
        [.. ModelAssembly.Contradictions(Train), .. ModelAssembly.Leaks(Train, Validation, "validation"), .. ModelAssembly.Leaks(Train, Test, "test")];
}
