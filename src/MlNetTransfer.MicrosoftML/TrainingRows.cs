using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetTransfer.Datasets;

namespace MlNetTransfer.MicrosoftML;

/// <summary>The rows of a training as picture files in a folder that is gone afterwards: memory stays flat, however many rows there are.</summary>
internal sealed class TrainingRows : IDisposable
{
    private readonly DirectoryInfo _folder;

    private TrainingRows(DirectoryInfo folder) => _folder = folder;

    /// <summary>The pictures.</summary>
    public required LabelledPictures Pictures { get; init; }

    /// <summary>Rows that have no label.</summary>
    public required int WithoutLabel { get; init; }

    /// <summary>Reads all rows.</summary>
    public static TrainingRows Collect(IDataView input, ImageTransferOptions options)
    {
        DataViewSchema.Column feature = input.Schema.GetColumnOrNull(options.FeatureColumnName) ?? throw ColumnProblem.Feature(options.FeatureColumnName, "is missing");
        DataViewSchema.Column label = input.Schema.GetColumnOrNull(options.LabelColumnName) ?? throw ColumnProblem.Label(options.LabelColumnName, "is missing");
        if (feature.Type is not VectorDataViewType { ItemType: NumberDataViewType { RawType: var item } } || item != typeof(byte))
        {
            throw ColumnProblem.Feature(options.FeatureColumnName, $"is {feature.Type}");
        }

        string[] classNames = ClassNames(label);
        string parent = options.WorkingFolder ?? Path.GetTempPath();
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(parent, "mlnet-transfer-" + Path.GetRandomFileName()));
        try
        {
            (List<PictureItem> items, int withoutLabel) = Write(input, feature, label, folder, options.CancellationToken);
            return new TrainingRows(folder)
            {
                Pictures = new LabelledPictures(new PictureListing(folder.FullName, classNames, items), Validation: null, Test: null),
                WithoutLabel = withoutLabel,
            };
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string[] ClassNames(DataViewSchema.Column label)
    {
        if (label.Type is not KeyDataViewType { RawType: var raw } || raw != typeof(uint))
        {
            throw ColumnProblem.Label(label.Name, $"is {label.Type}");
        }

        DataViewType? values = label.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type;
        if (values is not VectorDataViewType { ItemType: TextDataViewType })
        {
            throw ColumnProblem.Label(label.Name, values is null ? "is a key without values" : $"is a key of {values}");
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        label.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static (List<PictureItem> Items, int WithoutLabel) Write(
        IDataView input, DataViewSchema.Column feature, DataViewSchema.Column label, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        List<PictureItem> items = [];
        int withoutLabel = 0;
        using DataViewRowCursor cursor = input.GetRowCursor([feature, label]);
        ValueGetter<VBuffer<byte>> readPicture = cursor.GetGetter<VBuffer<byte>>(feature);
        ValueGetter<uint> readLabel = cursor.GetGetter<uint>(label);
        VBuffer<byte> picture = default;
        uint key = 0;
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            readLabel(ref key);
            if (key == 0)
            {
                withoutLabel++;
                continue;
            }

            readPicture(ref picture);
            string name = cursor.Position.ToString("D8", CultureInfo.InvariantCulture);
            using FileStream stream = new(Path.Combine(folder.FullName, name), FileMode.CreateNew, FileAccess.Write);
            stream.Write(picture.IsDense ? picture.GetValues() : [.. picture.DenseValues()]);
            items.Add(new PictureItem(name, (int)key - 1));
        }

        return (items, withoutLabel);
    }
}
