using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>A model as a chain of ML.NET's own transformers, which ML.NET can save and load: other assemblies may neither write bytes of their own nor register a loader.</summary>
/// <remarks>
/// A constant key, the model as text looked up by it, the mapping that reads picture and text, the pieces of its scores concatenated to a column of known size,
/// its label made a key with the class names, and all helper columns dropped.
/// </remarks>
internal static class ModelCarrier
{
    /// <summary>Makes the chain.</summary>
    /// <exception cref="NotSupportedException">The model has more classes than the saved form can hold.</exception>
    public static ITransformer Create(MLContext mlContext, ImageClassifier model, ImageTransferOptions options)
    {
        int classCount = model.Labels.Count;
        if (classCount > CarriedScores.MaxClasses)
        {
            throw new NotSupportedException(FormattableString.Invariant($"The model has {classCount} classes; a saved pipeline can hold {CarriedScores.MaxClasses}. Save the model itself: ImageTransferTransformer.Model.Save."));
        }

        TransformsCatalog transforms = mlContext.Transforms;
        IDataView names = mlContext.Data.LoadFromEnumerable(model.Labels.Select(name => new ClassNameRow { Name = name }));
        KeyValuePair<int, string>[] text = [new(KeyRow.Value, CarriedModels.Write(model))];
        string[] helpers = [CarrierNames.Key, CarrierNames.Model, CarrierNames.Picture, CarrierNames.Label, .. Enumerable.Range(0, CarriedScores.ChunkCount).Select(i => CarrierNames.ChunkPrefix + i.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        return transforms.CustomMapping<NoRow, KeyRow>(KeyFactory.Map, CarrierNames.KeyContract)
            .Append(transforms.Conversion.MapValue(CarrierNames.Model, text, CarrierNames.Key))
            .Append(transforms.CopyColumns(CarrierNames.Picture, options.FeatureColumnName))
            .Append(transforms.CustomMapping<CarriedRow, CarriedScores>(ScoreFactory.Map, CarrierNames.ScoreContract))
            .Append(transforms.Concatenate(options.ScoreColumnName, CarriedScores.ColumnsOf(classCount)))
            .Append(transforms.Conversion.MapValueToKey(options.PredictedLabelColumnName, CarrierNames.Label, keyData: names))
            .Append(transforms.DropColumns(helpers))
            .Fit(ScoreColumns.EmptyData(mlContext, options.FeatureColumnName));
    }

    /// <summary>Reads the model out of a chain that <see cref="Create"/> made, also after saving and loading.</summary>
    /// <returns>Null when the chain is another one.</returns>
    public static ImageClassifier? Read(MLContext mlContext, IEnumerable<ITransformer> steps)
    {
        ITransformer[] first = [.. steps.Take(2)];
        if (first is not [CustomMappingTransformer<NoRow, KeyRow>, ValueMappingTransformer])
        {
            return null;
        }

        IDataView row = first[1].Transform(first[0].Transform(mlContext.Data.LoadFromEnumerable([new ClassNameRow()])));
        using DataViewRowCursor cursor = row.GetRowCursor([row.Schema[CarrierNames.Model]]);
        ReadOnlyMemory<char> text = default;
        return cursor.MoveNext() ? Value(cursor, row.Schema[CarrierNames.Model], ref text) : null;
    }

    private static ImageClassifier Value(DataViewRowCursor cursor, DataViewSchema.Column column, ref ReadOnlyMemory<char> text)
    {
        cursor.GetGetter<ReadOnlyMemory<char>>(column)(ref text);
        return CarriedModels.Engine(text).Model;
    }
}
