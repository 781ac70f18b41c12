using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlNetTransfer.MicrosoftML.Carrier;

namespace MlNetTransfer.MicrosoftML;

/// <summary>The columns that a model adds, with their types and annotations, as a mapping of rows.</summary>
internal static class ScoreColumns
{
    /// <summary>A custom mapping whose output columns have the right sizes, names and annotations.</summary>
    public static CustomMappingEstimator<PictureRow, ScoreRow> CreateEstimator(
        MLContext mlContext, ImageTransferOptions options, IReadOnlyList<string> classNames, Action<PictureRow, ScoreRow> mapping) =>
        mlContext.Transforms.CustomMapping(mapping, contractName: null, Input(options.FeatureColumnName), Output(options, classNames));

    /// <summary>Data without rows that has the feature column; fitting the mapping needs no more.</summary>
    public static IDataView EmptyData(MLContext mlContext, string featureColumnName) =>
        mlContext.Data.LoadFromEnumerable(Array.Empty<PictureRow>(), Input(featureColumnName));

    private static SchemaDefinition Input(string featureColumnName)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(PictureRow));
        definition[0].ColumnName = featureColumnName;
        definition[0].ColumnType = new VectorDataViewType(NumberDataViewType.Byte);
        return definition;
    }

    private static SchemaDefinition Output(ImageTransferOptions options, IReadOnlyList<string> classNames)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(ScoreRow));
        VBuffer<ReadOnlyMemory<char>> names = new(classNames.Count, [.. classNames.Select(name => name.AsMemory())]);
        VectorDataViewType namesType = new(TextDataViewType.Instance, classNames.Count);
        SchemaDefinition.Column score = definition[nameof(ScoreRow.Score)];
        score.ColumnName = options.ScoreColumnName;
        score.ColumnType = new VectorDataViewType(NumberDataViewType.Single, classNames.Count);
        score.AddAnnotation("SlotNames", names, namesType);
        score.AddAnnotation("ScoreColumnKind", "MulticlassClassification".AsMemory(), TextDataViewType.Instance);
        score.AddAnnotation("ScoreValueKind", "Score".AsMemory(), TextDataViewType.Instance);
        SchemaDefinition.Column predicted = definition[nameof(ScoreRow.PredictedLabel)];
        predicted.ColumnName = options.PredictedLabelColumnName;
        predicted.ColumnType = new KeyDataViewType(typeof(uint), classNames.Count);
        predicted.AddAnnotation("KeyValues", names, namesType);
        return definition;
    }
}
