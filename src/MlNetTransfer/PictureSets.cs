using MlNetTransfer.Datasets;

namespace MlNetTransfer;

/// <summary>Opens sets of labelled pictures by path: a folder of class folders, or a manifest file.</summary>
internal static class PictureSets
{
    /// <summary>Pictures to learn from, with their validation and test parts where the folder has them, or another place for the test part.</summary>
    public static LabelledPictures OpenForTraining(string path, string? testPath, PictureReadingOptions options)
    {
        LabelledPictures pictures = IsManifest(path)
            ? new LabelledPictures(LabelManifest.Read(path), Validation: null, Test: null)
            : ImageFolder.Open(path, new ImageFolderOptions { AllowEmptyClasses = options.AllowEmptyClasses });
        return testPath is null ? pictures : pictures with { Test = OpenForEvaluation(testPath, pictures.Train.ClassNames, options) };
    }

    /// <summary>Pictures to measure with, whose classes must be among the model's.</summary>
    public static PictureListing OpenForEvaluation(string path, IReadOnlyList<string> labels, PictureReadingOptions options)
    {
        if (IsManifest(path))
        {
            return LabelManifest.Read(path, new LabelManifestOptions { ClassNames = labels });
        }

        ImageFolderOptions folderOptions = new() { AllowEmptyClasses = options.AllowEmptyClasses, ClassNames = labels };
        LabelledPictures parts = ImageFolder.Open(path, folderOptions);
        return parts.Test ?? parts.Train;
    }

    private static bool IsManifest(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".CSV" or ".TSV" or ".TXT" && !Directory.Exists(path);
}
