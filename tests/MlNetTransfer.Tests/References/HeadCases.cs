using System.Text.Json;
using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training;

namespace MlNetTransfer.Tests.References;

/// <summary>Samples for heads: stored with independent answers (data/golden/heads), or seeded.</summary>
internal static class HeadCases
{
    private static readonly Lazy<JsonDocument> Document = new(() => JsonDocument.Parse(File.ReadAllBytes(TestData.Own("golden", "heads", "heads.json"))));

    public static JsonElement Golden(string topic) => Document.Value.RootElement.GetProperty(topic);

    public static TheoryData<int> Indices(string topic) => [.. Enumerable.Range(0, Golden(topic).GetArrayLength())];

    public static double[] Doubles(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    public static int[] Integers(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    public static FeatureMatrix Matrix(JsonElement element, string name, int columns)
    {
        float[] values = [.. Doubles(element, name).Select(value => (float)value)];
        return new FeatureMatrix(values.Length / columns, columns, values);
    }

    public static HeadProblem Problem(JsonElement element) => HeadProblem.Create(
        Matrix(element, "features", element.GetProperty("columns").GetInt32()),
        Integers(element, "labels"),
        element.GetProperty("classes").GetInt32(),
        new HeadOptions { ClassWeighting = element.GetProperty("balanced").GetBoolean() ? ClassWeighting.Balanced : ClassWeighting.None });

    public static RidgeFactorization Factor(HeadProblem problem, bool? isDual = null, int threads = 1)
    {
        StandardizedFeatures features = StandardizedFeatures.Create(problem.Features, problem.RowWeights);
        DenseGemm gemm = new(ThreadTeam.Shared(threads));
        RidgeTargets targets = new(problem);
        return isDual switch
        {
            true => new DualRidge(gemm, features, targets, CancellationToken.None),
            false => new PrimalRidge(gemm, features, targets, CancellationToken.None),
            _ => RidgeFactorization.Create(gemm, features, targets, CancellationToken.None),
        };
    }

    /// <summary>Gaussian-like clouds, one a class, in features of uneven scale.</summary>
    public static (FeatureMatrix Features, int[] Labels) Clouds(int seed, int rows, int columns, int classes, double spread)
    {
        SeededRandom random = new(seed);
        double Noise() => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
        double[] centres = [.. Enumerable.Range(0, classes * columns).Select(_ => spread * Noise())];
        double[] scales = [.. Enumerable.Range(0, columns).Select(_ => 0.5 + (2 * random.NextDouble()))];
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => i % classes)];
        FeatureMatrix features = new(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < columns; k++)
            {
                features.Row(i)[k] = (float)((scales[k] * (centres[(labels[i] * columns) + k] + Noise())) + k);
            }
        }

        return (features, labels);
    }
}
