using MlNetTransfer.Datasets;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Runtime;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>Pictures and labels, read from a data view. Pictures that come from files stay there and are read when the network needs them.</summary>
internal sealed class TrainingRows
{
    private TrainingRows(PictureListing pictures, object keyValues)
    {
        Pictures = pictures;
        KeyValues = keyValues;
    }

    public PictureListing Pictures { get; }

    public IReadOnlyList<string> ClassNames => Pictures.ClassNames;

    /// <summary>What the label's keys stand for, a vector.</summary>
    public object KeyValues { get; }

    /// <summary>Throws unless a column can hold encoded pictures.</summary>
    public static void CheckFeatures(string name, DataViewType type)
    {
        if (type is not VectorDataViewType { ItemType: NumberDataViewType { RawType: var item } } || item != typeof(byte))
        {
            throw new ArgumentException($"ImageClassificationTrainer: column '{name}' is {type}, wanted are the bytes of encoded pictures (Vector<Byte>); LoadRawImageBytes makes such columns.");
        }
    }

    /// <summary>Throws unless a column can be the label.</summary>
    public static void CheckLabel(string name, DataViewType type)
    {
        if (type is not KeyDataViewType)
        {
            throw new ArgumentException($"ImageClassificationTrainer: column '{name}' is {type}, wanted is a key; MapValueToKey makes such columns.");
        }
    }

    /// <summary>Reads the rows.</summary>
    /// <param name="data">The view.</param>
    /// <param name="run">Options and log.</param>
    /// <param name="labelValues">Names of the classes where they are given by other data; labels are found by name.</param>
    public static TrainingRows Read(IDataView data, TrainingRun run, IReadOnlyList<string>? labelValues)
    {
        (string featureName, string labelName) = (run.Options.FeatureColumnName, run.Options.LabelColumnName);
        DataViewSchema.Column features = Require(data.Schema, featureName);
        DataViewSchema.Column label = Require(data.Schema, labelName);
        CheckFeatures(featureName, features.Type);
        CheckLabel(labelName, label.Type);
        object keyValues = label.Annotations.Find(DataViewSchema.Annotations.KeyValues)
            ?? KeyValueVectors.OfText(Enumerable.Range(1, (int)((KeyDataViewType)label.Type).Count).Select(i => FormattableString.Invariant($"{i}")));
        IReadOnlyList<string> names = KeyValueVectors.Texts(keyValues);
        if (names.Count < 2)
        {
            throw new ArgumentException($"ImageClassificationTrainer: only one class is in column '{labelName}': '{string.Join(", ", names)}'. Give pictures of two classes or more.");
        }

        int[] labels = Translate(names, labelValues, labelName);
        List<PictureItem> items = ReadItems(data, features, label, labels, out int missing);
        if (missing > 0)
        {
            run.Tell(ChannelMessageKind.Warning, FormattableString.Invariant($"{missing} rows have no label and are left out."));
        }

        return new TrainingRows(new PictureListing(Directory.GetCurrentDirectory(), labelValues ?? names, items), keyValues);
    }

    private static DataViewSchema.Column Require(DataViewSchema schema, string name) => schema.GetColumnOrNull(name)
        ?? throw new ArgumentException($"ImageClassificationTrainer: there is no column '{name}'; the columns are {schema.Names()}.");

    /// <summary>Place of each key's class among the names wanted; -1 where it is not among them.</summary>
    private static int[] Translate(IReadOnlyList<string> names, IReadOnlyList<string>? wanted, string labelName)
    {
        if (wanted is null)
        {
            return [.. Enumerable.Range(0, names.Count)];
        }

        int[] places = [.. names.Select(n => wanted.ToList().IndexOf(n))];
        string[] unknown = [.. names.Where((_, i) => places[i] < 0)];
        return unknown.Length == 0
            ? places
            : throw new ArgumentException($"ImageClassificationTrainer: column '{labelName}' of the validation data has classes that the training data lacks: {string.Join(", ", unknown)}. Make both keys by one MapValueToKey.");
    }

    private static List<PictureItem> ReadItems(IDataView data, DataViewSchema.Column features, DataViewSchema.Column label, int[] labels, out int missing)
    {
        List<PictureItem> items = [];
        missing = 0;
        using DataViewRowCursor cursor = data.GetRowCursor([features, label]);
        PictureReader reader = new(cursor, features);
        ValueGetter<uint> readLabel = cursor.GetGetter<uint>(label);
        while (cursor.MoveNext())
        {
            uint key = 0;
            readLabel(ref key);
            if (key == 0 || key > labels.Length)
            {
                missing++;
                continue;
            }

            items.Add(reader.Read(labels[(int)key - 1]));
        }

        return items;
    }
}
