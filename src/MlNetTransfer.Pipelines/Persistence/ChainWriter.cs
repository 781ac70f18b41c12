using System.Globalization;
using System.Text.Json.Nodes;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Persistence;

/// <summary>Writes what a transformer needs to be made again: names and numbers as JSON, larger things as entries of the zip.</summary>
internal sealed class ChainWriter(JsonObject target, Dictionary<string, byte[]> attachments)
{
    public void WriteText(string name, string value) => target[name] = value;

    public void WriteNumber(string name, double value) => target[name] = value;

    public void WriteFlag(string name, bool value) => target[name] = value;

    public void WriteType(string name, DataViewType type) => target[name] = TypeNames.Write(type);

    public void WritePair(InputOutputColumnPair pair)
    {
        target["input"] = pair.InputColumnName;
        target["output"] = pair.OutputColumnName;
    }

    public void WriteColumns(IEnumerable<InputOutputColumnPair> columns) => WriteArray("columns", columns, (item, pair) => item.WritePair(pair));

    public void WriteArray<T>(string name, IEnumerable<T> items, Action<ChainWriter, T> write)
    {
        JsonArray array = [];
        foreach (T item in items)
        {
            JsonObject part = [];
            write(new ChainWriter(part, attachments), item);
            array.Add(part);
        }

        target[name] = array;
    }

    /// <summary>Texts as they are, numbers and booleans in a form that reads back to the same bits.</summary>
    public void WriteValues(string name, IEnumerable<object> values) =>
        target[name] = new JsonArray([.. values.Select(v => (JsonNode)JsonValue.Create(v is ReadOnlyMemory<char> text ? text.ToString() : Convert.ToString(v, CultureInfo.InvariantCulture)!))]);

    public void WriteKeyValues(string name, object vector)
    {
        JsonObject part = [];
        ChainWriter writer = new(part, attachments);
        writer.WriteType("type", KeyValueVectors.TypeOf(vector).ItemType);
        writer.WriteValues("values", KeyValueVectors.Items(vector));
        target[name] = part;
    }

    /// <summary>Adds an entry to the zip.</summary>
    public void Attach(string name, Action<Stream> write)
    {
        using MemoryStream stream = new();
        write(stream);
        string entry = FormattableString.Invariant($"{name}-{attachments.Count}.zip");
        attachments.Add(entry, stream.ToArray());
        target[name] = entry;
    }

    /// <summary>Writes transformers one after another.</summary>
    public void WriteChain(IEnumerable<ITransformer> transformers, IEnumerable<TransformerScope> scopes) =>
        WriteArray("transformers", transformers.Zip(scopes), (item, step) => item.WriteTransformer(step.First, step.Second));

    private void WriteTransformer(ITransformer transformer, TransformerScope scope)
    {
        WriteText("scope", scope.ToString());
        switch (transformer)
        {
            case RowTransformer own:
                WriteText("kind", own.Kind);
                own.Save(this);
                break;
            case ITransformerChain chain:
                WriteText("kind", ChainPart.ChainKind);
                WriteChain(chain.Transformers, chain.Scopes);
                break;
            default:
                throw new NotSupportedException($"{transformer.GetType().Name} is a transformer of another library, which cannot be saved here.");
        }
    }
}
