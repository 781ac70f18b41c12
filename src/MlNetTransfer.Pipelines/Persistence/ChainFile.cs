using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlNetTransfer.Graphs;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Persistence;

/// <summary>Chains as a zip: <c>pipeline.json</c> (schema, transformers) and each classifier as a model zip inside. Equal chains make equal bytes; nothing in a file names code.</summary>
internal static class ChainFile
{
    private const string ManifestName = "pipeline.json";

    private const string Format = "mlnet-transfer-pipeline";

    private const int FormatVersion = 1;

    private const int MaxManifestBytes = 64 << 20;

    private const int MaxEntries = 256;

    private const long MaxBytes = 2L << 30;

    /// <summary>Earliest date that a zip can hold, so that equal chains make equal bytes.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(Stream stream, ITransformer model, DataViewSchema? inputSchema)
    {
        Dictionary<string, byte[]> attachments = new(StringComparer.Ordinal);
        JsonObject manifest = new() { ["format"] = Format, ["formatVersion"] = FormatVersion };
        ChainWriter writer = new(manifest, attachments);
        if (inputSchema is not null)
        {
            writer.WriteArray("schema", inputSchema, WriteColumn);
        }

        if (model is ITransformerChain chain)
        {
            writer.WriteChain(chain.Transformers, chain.Scopes);
        }
        else
        {
            writer.WriteChain([model], [TransformerScope.Everything]);
        }

        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        Add(zip, ManifestName, Encoding.UTF8.GetBytes(manifest.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n"));
        foreach ((string name, byte[] bytes) in attachments)
        {
            Add(zip, name, bytes);
        }
    }

    public static (TransformerChain<ITransformer> Model, DataViewSchema? InputSchema) Read(Stream stream, string name, MLContext context)
    {
        Dictionary<string, byte[]> entries = ReadEntries(stream, name);
        if (!entries.Remove(ManifestName, out byte[]? json) || json.Length > MaxManifestBytes)
        {
            string found = entries.ContainsKey("manifest.json") ? "this is a model of the front door; load it with ImageClassifier.Load"
                : entries.Keys.Any(k => k.Contains("Model.key", StringComparison.Ordinal)) ? "this is a model of ML.NET; convert it first (mlnet-transfer convert)"
                : $"there is no usable entry '{ManifestName}'";
            throw new InvalidModelException($"{name}: {found}.");
        }

        try
        {
            JsonObject manifest = JsonNode.Parse(json) as JsonObject ?? throw new InvalidModelException($"{name}: {ManifestName} is no JSON object.");
            ChainPart part = new(manifest, new ChainSource(name, context, entries), ManifestName);
            if (part.Text("format") != Format || part.Count("formatVersion") != FormatVersion)
            {
                throw part.Wrong("formatVersion", FormattableString.Invariant($"{FormatVersion} of {Format}"));
            }

            DataViewSchema? schema = manifest.ContainsKey("schema") ? new DataViewSchema(part.Array("schema").Select(ReadColumn)) : null;
            return (part.Chain(), schema);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new InvalidModelException($"{name}: {ManifestName} cannot be used: {exception.Message}", exception);
        }
    }

    private static void WriteColumn(ChainWriter writer, DataViewSchema.Column column)
    {
        writer.WriteText("name", column.Name);
        writer.WriteType("type", column.Type);
        if (column.Annotations.Find(DataViewSchema.Annotations.KeyValues) is { } keyValues)
        {
            writer.WriteKeyValues("keyValues", keyValues);
        }
    }

    private static DataViewSchema.DetachedColumn ReadColumn(ChainPart part)
    {
        DataViewSchema.Annotations? annotations = null;
        if (part.Has("keyValues"))
        {
            object values = part.KeyValues("keyValues");
            annotations = DataViewSchema.Annotations.Of((DataViewSchema.Annotations.KeyValues, KeyValueVectors.TypeOf(values), values));
        }

        return new DataViewSchema.DetachedColumn(part.Text("name"), part.Type("type"), annotations);
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = NoTime;
        using Stream target = entry.Open();
        target.Write(bytes);
    }

    /// <summary>All entries in memory; sizes are those that are really read, not those that the file states.</summary>
    private static Dictionary<string, byte[]> ReadEntries(Stream stream, string name)
    {
        try
        {
            using ZipArchive zip = new(stream, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
            if (zip.Entries.Count > MaxEntries && !zip.Entries.Any(e => e.Name == "Model.key"))
            {
                throw new InvalidModelException(FormattableString.Invariant($"{name}: has {zip.Entries.Count} entries, at most {MaxEntries} are allowed."));
            }

            Dictionary<string, byte[]> entries = new(StringComparer.Ordinal);
            long left = MaxBytes;
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                byte[] bytes = ReadEntry(entry, left, name);
                left -= bytes.Length;
                if (!entries.TryAdd(entry.FullName, bytes))
                {
                    throw new InvalidModelException($"{name}: two entries are called '{entry.FullName}'.");
                }
            }

            return entries;
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidModelException($"{name}: is no zip, or a damaged one: {exception.Message} Copy the model again from where it was made.", exception);
        }
    }

    private static byte[] ReadEntry(ZipArchiveEntry entry, long limit, string name)
    {
        const int BlockSize = 1 << 16;
        using Stream source = entry.Open();
        using MemoryStream target = new();
        byte[] block = new byte[BlockSize];
        for (int read; (read = source.Read(block)) > 0;)
        {
            target.Write(block, 0, read);
            if (target.Length > limit)
            {
                throw new InvalidModelException(FormattableString.Invariant($"{name}: its entries have more than {MaxBytes} bytes together."));
            }
        }

        return target.ToArray();
    }
}
