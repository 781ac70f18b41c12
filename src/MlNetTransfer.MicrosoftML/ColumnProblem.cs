namespace MlNetTransfer.MicrosoftML;

/// <summary>Messages about columns that do not fit.</summary>
internal static class ColumnProblem
{
    public static ArgumentException Label(string name, string found) => new(
        $"The label column '{name}' {found}; a key of text values is wanted. Put mlContext.Transforms.Conversion.MapValueToKey(\"{name}\") on a text column before this step.");

    public static ArgumentException Feature(string name, string found) => new(
        $"The feature column '{name}' {found}; vectors of bytes, the encoded pictures, are wanted. Put mlContext.Transforms.LoadRawImageBytes(\"{name}\", folder, pathColumn) before this step.");
}
