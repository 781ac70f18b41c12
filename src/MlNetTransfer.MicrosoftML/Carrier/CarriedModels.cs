using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>Models that loaded pipelines carry as text: each text is read once, however many rows, cursors and engines show it.</summary>
internal static class CarriedModels
{
    private static readonly ConditionalWeakTable<object, Lazy<ScoringEngine>> Known = [];

    /// <summary>The engine of a text. ML.NET hands the same object on with every row; it is the key, so that the engine lives as long as the pipeline.</summary>
    public static ScoringEngine Engine(ReadOnlyMemory<char> text) =>
        Known.GetValue(Owner(text), _ => new Lazy<ScoringEngine>(() => new ScoringEngine(Read(text)))).Value;

    /// <summary>A model as text.</summary>
    public static string Write(ImageClassifier model)
    {
        using MemoryStream stream = new();
        model.Save(stream);
        return Convert.ToBase64String(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static ImageClassifier Read(ReadOnlyMemory<char> text)
    {
        byte[] zip = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(text.Span, zip, out int length)
            ? ImageClassifier.Load(zip.AsMemory(0, length))
            : throw new Graphs.InvalidModelException("The model inside the pipeline is not readable as text. Save the pipeline again from the training program.");
    }

    private static object Owner(ReadOnlyMemory<char> text) =>
        MemoryMarshal.TryGetString(text, out string? owner, out _, out _) ? owner
        : MemoryMarshal.TryGetArray(text, out ArraySegment<char> segment) ? segment.Array!
        : throw new InvalidOperationException("The model's text is neither a string nor an array.");
}
