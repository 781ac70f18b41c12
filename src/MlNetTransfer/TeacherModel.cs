using System.Security.Cryptography;
using MlNetTransfer.Execution;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;

namespace MlNetTransfer;

/// <summary>Makes a teacher of a saved model.</summary>
internal static class TeacherModel
{
    private const int ShownNames = 10;

    /// <summary>Reads and compiles the model.</summary>
    /// <param name="options">Which model.</param>
    /// <param name="student">The backbone that is taught.</param>
    /// <param name="classNames">The pictures' classes.</param>
    /// <exception cref="InvalidModelException">The file cannot be used, or its classes or features do not fit.</exception>
    public static TuningTeacher Load(TeacherOptions options, PretrainedNetwork student, IReadOnlyList<string> classNames)
    {
        ImageClassifier model = ImageClassifier.Load(options.ModelPath);
        int[] order = OrderOf(model, classNames);
        CheckFeatures(options, model, student);
        byte[] file = model.ExportOnnx();
        ImagePreprocessing preprocessing = model.Manifest.Preprocessing.ToPreprocessing();
        return new TuningTeacher
        {
            Name = model.Manifest.Backbone.Name,
            Preprocessing = preprocessing with { Samples = PixelSamples.Bytes },
            ClassOrder = order,
            Run = Compile(model, file, preprocessing, student.ThreadCount),
            Identity = string.Join('|', Convert.ToHexStringLower(SHA256.HashData(file)), preprocessing.Fingerprint, model.Manifest.Network.NumericMode, string.Join(',', order)),
        };
    }

    private static Func<PixelBatch, (float[] Features, float[] Scores)> Compile(
        ImageClassifier model, byte[] file, ImagePreprocessing preprocessing, int threadCount)
    {
        bool takesFloats = preprocessing.Samples == PixelSamples.Floats;
        NetworkDescription names = model.Manifest.Network;
        Graph graph = OnnxReader.Read(file, new OnnxReadOptions { SourceName = model.Source });
        ModelRules.CheckOutputs(model.Manifest, graph, model.Source);
        Network network = ModelRules.Compile(model.Source, graph, new NetworkOptions
        {
            Outputs = [names.Features, names.Logits],
            Normalization = takesFloats ? null : preprocessing.Normalization,
            InputHeight = preprocessing.Height,
            InputWidth = preprocessing.Width,
            NumericMode = ModelRules.NumericModeOf(model.Manifest, model.Source),
            ThreadCount = threadCount,
        });
        ModelRules.CheckShapes(model.Manifest, network, model.Source);
        ModelRules.CheckInput(preprocessing, network.Input, model.Source);
        return pixels =>
        {
            float[][] outputs = takesFloats ? network.Run(NormalizedPixels.Of(pixels, preprocessing.Normalization), pixels.Count) : network.Run(pixels);
            return (outputs[0], outputs[1]);
        };
    }

    private static int[] OrderOf(ImageClassifier model, IReadOnlyList<string> classNames)
    {
        string[] unknown = [.. classNames.Except(model.Labels, StringComparer.Ordinal)];
        string[] surplus = [.. model.Labels.Except(classNames, StringComparer.Ordinal)];
        if (unknown.Length > 0 || surplus.Length > 0)
        {
            string[] differences = [.. Difference("the pictures have", unknown), .. Difference("the teacher has", surplus)];
            throw new InvalidModelException(
                $"{model.Source}: this teacher answers for other classes than the pictures have: {string.Join("; ", differences)}. Name a model that was trained on the same classes, in any order.");
        }

        Dictionary<string, int> indices = model.Labels.Index().ToDictionary(l => l.Item, l => l.Index, StringComparer.Ordinal);
        return [.. classNames.Select(name => indices[name])];
    }

    private static IEnumerable<string> Difference(string whose, string[] names) =>
        names.Length == 0 ? [] : [$"only {whose} {string.Join(", ", names.Take(ShownNames).Select(n => $"'{n}'"))}{(names.Length > ShownNames ? FormattableString.Invariant($" and {names.Length - ShownNames} more") : "")}"];

    private static void CheckFeatures(TeacherOptions options, ImageClassifier model, PretrainedNetwork student)
    {
        int length = model.Manifest.Network.FeatureCount;
        if (options.FeatureWeight > 0 && length != student.FeatureCount)
        {
            throw new InvalidModelException(FormattableString.Invariant(
                $"{model.Source}: this teacher has {length} features, {student.Specification.Name} has {student.FeatureCount}; features are compared one by one. Leave the weight of features at 0, or name a teacher with as many."));
        }
    }
}
