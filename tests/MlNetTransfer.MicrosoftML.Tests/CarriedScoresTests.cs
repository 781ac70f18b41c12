using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;
using MlNetTransfer.Graphs;
using MlNetTransfer.MicrosoftML.Carrier;

namespace MlNetTransfer.MicrosoftML.Tests;

/// <summary>How any number of scores goes through columns whose sizes are fixed when this is compiled.</summary>
public sealed class CarriedScoresTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(CarriedScores.MaxClasses)]
    public void The_pieces_together_are_the_scores(int classCount)
    {
        float[] scores = [.. Enumerable.Range(0, classCount).Select(i => i / 7f)];
        CarriedScores carried = new();
        carried.Set(scores);
        List<float> together = [];
        foreach (string column in CarriedScores.ColumnsOf(classCount))
        {
            PropertyInfo property = typeof(CarriedScores).GetProperties().Single(p => ColumnOf(p) == column);
            float[] piece = (float[])property.GetValue(carried)!;
            Assert.Equal(1 << int.Parse(column[CarrierNames.ChunkPrefix.Length..], CultureInfo.InvariantCulture), piece.Length);
            together.AddRange(piece);
        }

        Assert.Equal(scores, together);
    }

    [Fact]
    public void A_model_that_was_damaged_inside_the_pipeline_is_refused()
    {
        Assert.Throws<InvalidModelException>(() => CarriedModels.Engine("no base64 at all!".AsMemory()));
        Assert.Throws<InvalidModelException>(() => CarriedModels.Engine(Convert.ToBase64String(new byte[99]).AsMemory()));
    }

    private static string? ColumnOf(PropertyInfo property) =>
        property.GetCustomAttributesData().Single(a => a.AttributeType == typeof(ColumnNameAttribute)).ConstructorArguments[0].Value as string;
}
