using Microsoft.ML.Data;

namespace MlNetTransfer.MicrosoftML.Carrier;

/// <summary>What the saved mapping adds to a row: the label as text, and the probabilities cut into pieces of 1, 2, 4, ... numbers.</summary>
/// <remarks>
/// ML.NET saves no sizes of a mapping's columns; only attributes last, and those are fixed when this is compiled. Any number of classes is a sum of powers of two,
/// so some of these pieces, concatenated, are a column of exactly the right size. Pieces that a model does not need are never computed.
/// </remarks>
internal sealed class CarriedScores
{
    /// <summary>Number of pieces.</summary>
    public const int ChunkCount = 15;

    /// <summary>Most classes that all pieces together hold.</summary>
    public const int MaxClasses = (1 << ChunkCount) - 1;

    [ColumnName(CarrierNames.Label)]
    public ReadOnlyMemory<char> Label { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "0")]
    [VectorType(1 << 0)]
    public float[]? Scores0 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "1")]
    [VectorType(1 << 1)]
    public float[]? Scores1 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "2")]
    [VectorType(1 << 2)]
    public float[]? Scores2 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "3")]
    [VectorType(1 << 3)]
    public float[]? Scores3 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "4")]
    [VectorType(1 << 4)]
    public float[]? Scores4 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "5")]
    [VectorType(1 << 5)]
    public float[]? Scores5 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "6")]
    [VectorType(1 << 6)]
    public float[]? Scores6 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "7")]
    [VectorType(1 << 7)]
    public float[]? Scores7 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "8")]
    [VectorType(1 << 8)]
    public float[]? Scores8 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "9")]
    [VectorType(1 << 9)]
    public float[]? Scores9 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "10")]
    [VectorType(1 << 10)]
    public float[]? Scores10 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "11")]
    [VectorType(1 << 11)]
    public float[]? Scores11 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "12")]
    [VectorType(1 << 12)]
    public float[]? Scores12 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "13")]
    [VectorType(1 << 13)]
    public float[]? Scores13 { get; set; }

    [ColumnName(CarrierNames.ChunkPrefix + "14")]
    [VectorType(1 << 14)]
    public float[]? Scores14 { get; set; }

    /// <summary>Columns of the pieces that hold a number of classes, the largest first.</summary>
    public static string[] ColumnsOf(int classCount) =>
        [.. Chunks(classCount).Select(chunk => CarrierNames.ChunkPrefix + chunk.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Cuts probabilities into pieces.</summary>
    public void Set(IReadOnlyList<float> probabilities)
    {
        int start = 0;
        foreach (int chunk in Chunks(probabilities.Count))
        {
            int length = 1 << chunk;
            SetChunk(chunk, [.. probabilities.Skip(start).Take(length)]);
            start += length;
        }
    }

    private static IEnumerable<int> Chunks(int classCount)
    {
        for (int chunk = ChunkCount - 1; chunk >= 0; chunk--)
        {
            if ((classCount & (1 << chunk)) != 0)
            {
                yield return chunk;
            }
        }
    }

    private void SetChunk(int chunk, float[] values)
    {
        switch (chunk)
        {
            case 0:
                Scores0 = values;
                break;
            case 1:
                Scores1 = values;
                break;
            case 2:
                Scores2 = values;
                break;
            case 3:
                Scores3 = values;
                break;
            case 4:
                Scores4 = values;
                break;
            case 5:
                Scores5 = values;
                break;
            case 6:
                Scores6 = values;
                break;
            case 7:
                Scores7 = values;
                break;
            case 8:
                Scores8 = values;
                break;
            case 9:
                Scores9 = values;
                break;
            case 10:
                Scores10 = values;
                break;
            case 11:
                Scores11 = values;
                break;
            case 12:
                Scores12 = values;
                break;
            case 13:
                Scores13 = values;
                break;
            case 14:
                Scores14 = values;
                break;
        }
    }
}
