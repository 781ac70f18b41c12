using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels.Derivatives;

public sealed class PlanarGradientTests
{
    public static TheoryData<int, bool, int> BinaryCases
    {
        get
        {
            TheoryData<int, bool, int> data = [];
            foreach (PlanarBinaryKind kind in new[]
            {
                PlanarBinaryKind.Add, PlanarBinaryKind.Sub, PlanarBinaryKind.Mul, PlanarBinaryKind.Div, PlanarBinaryKind.Pow, PlanarBinaryKind.Min,
                PlanarBinaryKind.Max, PlanarBinaryKind.PRelu,
            })
            {
                for (int shape = 0; shape < 4; shape++)
                {
                    data.Add((int)kind, false, shape);
                    data.Add((int)kind, true, shape);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(BinaryCases))]
    public void Functions_of_two_operands_match_central_differences(int kind, bool isSecond, int shape)
    {
        (int[] result, int[] a, int[] b) = shape switch
        {
            0 => (new[] { 3, 4 }, new[] { 3, 4 }, new[] { 3, 4 }),
            1 => ([2, 3, 5], [2, 3, 5], [3, 1]),
            2 => ([2, 3, 4], [3, 1], [2, 1, 4]),
            _ => ([2, 1, 3], [2, 1, 3], [1]),
        };
        var function = (PlanarBinaryKind)kind;
        float low = function == PlanarBinaryKind.PRelu ? -1f : 0.5f;
        float[] first = KernelRig.Random(new SeededRandom(1), 2 * Count(a), low, 2f);
        float[] second = KernelRig.Random(new SeededRandom(2), 2 * Count(b), 0.5f, 2f);
        float[] dy = KernelRig.Random(new SeededRandom(3), 2 * Count(result));
        (int[] own, int[] other) = isSecond ? (b, a) : (a, b);
        PlanarGradientStrides strides = new(Count(result), Count(own), Count(other), Count(own));
        bool needed = PlanarGradient.NeedsOperands(function);
        OperationCase problem = new()
        {
            Prepare = () => PlanarGradient.PrepareBinary(function, isSecond, new PlanarGradientShape(result, own, other), strides),
            Input = dy,
            Second = !needed ? [] : isSecond ? second : first,
            Third = !needed ? [] : isSecond ? first : second,
            Output = new float[2 * Count(own)],
        };
        double[] Forward(double[] x, double[] y) => Broadcast(function, x, y, (result, a, b));
        double[] expected = isSecond
            ? DifferenceQuotient.Of(v => Forward(DifferenceQuotient.Widen(first), v), second, dy)
            : DifferenceQuotient.Of(v => Forward(v, DifferenceQuotient.Widen(second)), first, dy);
        Assert.InRange(DifferenceQuotient.Error(expected, problem.Answer()), 0, 1e-6);
    }

    [Fact]
    public void Gradients_of_an_operand_that_all_pictures_share_are_added_up()
    {
        int[] result = [3, 4];
        int[] own = [3, 1];
        float[] x = KernelRig.Random(new SeededRandom(1), 2 * 12);
        float[] gamma = KernelRig.Random(new SeededRandom(2), 3);
        float[] dy = KernelRig.Random(new SeededRandom(3), 2 * 12);
        float[] before = KernelRig.Random(new SeededRandom(4), 3);
        OperationCase problem = new()
        {
            Prepare = () => PlanarGradient.PrepareBinary(
                PlanarBinaryKind.Mul, isSecond: true, new PlanarGradientShape(result, own, result), new PlanarGradientStrides(12, 0, 12, 0)),
            Input = dy,
            Second = gamma,
            Third = x,
            Output = before,
        };
        double[] expected = DifferenceQuotient.Of(v => [.. x.Select((value, i) => value * v[i / 4 % 3])], gamma, dy);
        Assert.InRange(DifferenceQuotient.Error([.. expected.Zip(before, (p, q) => p + q)], problem.Answer()), 0, 1e-6);
    }

    [Fact]
    public void Corners_have_the_derivative_that_PyTorch_gives_them()
    {
        // torch 1.13: maximum and minimum share ties, pow(0, 2)' = 0, prelu'(0) = slope.
        Assert.Equal(0.5f, One(PlanarBinaryKind.Max, isSecond: false, 1f, 1f));
        Assert.Equal(0.5f, One(PlanarBinaryKind.Min, isSecond: true, 1f, 1f));
        Assert.Equal(0f, One(PlanarBinaryKind.Pow, isSecond: false, 0f, 2f));
        Assert.Equal(0f, One(PlanarBinaryKind.Pow, isSecond: false, 0f, 0f));
        Assert.Equal(0f, One(PlanarBinaryKind.Pow, isSecond: true, 2f, 0f));
        Assert.Equal(0.25f, One(PlanarBinaryKind.PRelu, isSecond: false, 0f, 0.25f));
        Assert.Equal(0f, One(PlanarBinaryKind.Equal, isSecond: false, 1f, 1f));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_selection_passes_gradients_to_the_choice_taken(bool whereTrue)
    {
        int[] result = [2, 3, 4];
        int[] own = [3, 1];
        int[] condition = [2, 1, 4];
        float[] holds = [.. KernelRig.Random(new SeededRandom(2), 16).Select(v => v > 0 ? 1f : 0f)];
        float[] dy = KernelRig.Random(new SeededRandom(3), 2 * 24);
        float[] x = new float[6];
        OperationCase problem = new()
        {
            Prepare = () => PlanarGradient.PrepareSelect(whereTrue, new PlanarGradientShape(result, own, condition), new PlanarGradientStrides(24, 3, 8, 3)),
            Input = dy,
            Third = holds,
            Output = x,
        };
        double[] Forward(double[] v) =>
            [.. dy.Select((_, i) => (holds[(i / 24 * 8) + (i % 24 / 12 * 4) + (i % 4)] != 0) == whereTrue ? v[(i / 24 * 3) + (i / 4 % 3)] : 0.5)];
        Assert.InRange(DifferenceQuotient.Error(DifferenceQuotient.Of(Forward, x, dy), problem.Answer()), 0, 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Reductions_match_central_differences(int kind)
    {
        int[] shape = [2, 3, 4];
        foreach (bool[] reduced in new bool[][] { [false, true, false], [true, false, true], [true, true, true], [false, false, false] })
        {
            float[] x = [.. KernelRig.Random(new SeededRandom(kind), 2 * 24).Select((v, i) => v + (0.001f * i))];
            double[] Forward(double[] v) => Reduce((PlanarReduceKind)kind, v, shape, reduced);
            float[] y = [.. Forward(DifferenceQuotient.Widen(x)).Select(v => (float)v)];
            float[] dy = KernelRig.Random(new SeededRandom(3), y.Length);
            OperationCase problem = new()
            {
                Prepare = () => PlanarGradient.PrepareReduce((PlanarReduceKind)kind, shape, reduced, new PlanarGradientStrides(dy.Length / 2, 24, dy.Length / 2, 24)),
                Input = dy,
                Second = x,
                Third = y,
                Output = new float[x.Length],
            };
            Assert.InRange(DifferenceQuotient.Error(DifferenceQuotient.Of(Forward, x, dy), problem.Answer()), 0, 1e-6);
        }
    }

    [Fact]
    public void Equal_extremes_share_and_products_with_zeros_keep_the_others()
    {
        Assert.Equal([0.5f, 0f, 0.5f], ReduceOne(PlanarReduceKind.Max, [3f, 1f, 3f], 3f));
        Assert.Equal([0f, 1f, 0f], ReduceOne(PlanarReduceKind.Min, [3f, 1f, 3f], 1f));
        Assert.Equal([6f, 0f, 0f], ReduceOne(PlanarReduceKind.Prod, [0f, 2f, 3f], 0f));
        Assert.Equal([0f, 0f, 0f], ReduceOne(PlanarReduceKind.L2, [0f, 0f, 0f], 0f));
        Assert.Equal([0f, 0f, 0f], ReduceOne(PlanarReduceKind.ArgMax, [0f, 2f, 3f], 2f));
    }

    [Fact]
    public void Moved_elements_take_the_sum_over_the_places_they_went_to()
    {
        // A transposition of [3, 4]; a tiling of [4] to [2, 4] between two filled columns; a slice written into a larger tensor.
        PlanarMoveMap transposed = new([4, 3], [PlanarMoveMap.Steps(4, 1), PlanarMoveMap.Steps(3, 4)]);
        PlanarMoveMap tiled = new([2, 6], [[0, 0], [-1, 0, 1, 2, 3, -1]]);
        PlanarMoveMap sliced = new([2, 2], [[0, 4], [3, 1]]) { TargetOffset = 5, TargetStrides = [7, 1] };
        Check(transposed, 12, 12);
        Check(tiled, 4, 12);
        Check(sliced, 12, 20);
    }

    [Fact]
    public void Gathered_entries_take_the_sum_over_the_indices_that_name_them()
    {
        PlanarAxis axis = new(2, 5, 3);
        float[] indices = [1f, -1f, 1f, 0f];
        float[] x = KernelRig.Random(new SeededRandom(1), 2 * 30);
        float[] dy = KernelRig.Random(new SeededRandom(2), 2 * 24);
        OperationCase problem = new()
        {
            Prepare = () => PlanarGradient.PrepareGather(axis, 4, new PlanarGradientStrides(24, 0, 0, 30)),
            Input = dy,
            Second = indices,
            Output = new float[x.Length],
        };
        double[] Forward(double[] v) => [.. dy.Select((_, i) => v[(i / 12 * 15) + ((((int)indices[i / 3 % 4] + 5) % 5) * 3) + (i % 3)])];
        Assert.InRange(DifferenceQuotient.Error(DifferenceQuotient.Of(Forward, x, dy), problem.Answer()), 0, 1e-6);
    }

    private static void Check(PlanarMoveMap map, int sourceLength, int targetLength)
    {
        float[] x = KernelRig.Random(new SeededRandom(1), 2 * sourceLength);
        float[] dy = KernelRig.Random(new SeededRandom(2), 2 * targetLength);
        double[] Forward(double[] v)
        {
            float[] output = new float[2 * targetLength];
            PlanarMove move = new(map, new PlanarStrides(sourceLength, 0, targetLength));
            KernelRig.Run(move, new OperationBuffers { Batch = 2, Input = v.Select(w => (float)w).ToArray(), Output = output });
            return DifferenceQuotient.Widen(output);
        }

        // A move is linear and exact: unit vectors give its columns.
        double[] expected = [.. x.Select((_, i) =>
        {
            double[] unit = new double[x.Length];
            unit[i] = 1;
            return Forward(unit).Zip(dy, (a, b) => a * b).Sum();
        })];
        OperationCase problem = new()
        {
            Prepare = () => PlanarGradient.PrepareMove(map, sourceLength, new PlanarGradientStrides(targetLength, 0, 0, sourceLength)),
            Input = dy,
            Output = new float[x.Length],
        };
        Assert.InRange(DifferenceQuotient.Error(expected, problem.Answer()), 0, 1e-6);
    }

    private static float One(PlanarBinaryKind kind, bool isSecond, float own, float other)
    {
        float[] output = new float[1];
        PreparedOperation operation = PlanarGradient.PrepareBinary(
            kind, isSecond, new PlanarGradientShape([1], [1], [1]), new PlanarGradientStrides(1, 1, 1, 1));
        KernelRig.Run(operation, new OperationBuffers { Batch = 1, Input = [1f], Second = [own], Third = [other], Output = output });
        return output[0];
    }

    private static float[] ReduceOne(PlanarReduceKind kind, float[] x, float y)
    {
        float[] output = new float[x.Length];
        PreparedOperation operation = PlanarGradient.PrepareReduce(kind, [x.Length], [true], new PlanarGradientStrides(1, x.Length, 1, x.Length));
        KernelRig.Run(operation, new OperationBuffers { Batch = 1, Input = [1f], Second = x, Third = [y], Output = output });
        return output;
    }

    private static int Count(int[] shape) => shape.Aggregate(1, (product, dimension) => product * dimension);

    private static double[] Broadcast(PlanarBinaryKind kind, double[] a, double[] b, (int[] Result, int[] A, int[] B) shapes)
    {
        int count = Count(shapes.Result);
        int At(int[] shape, int i)
        {
            int offset = 0;
            int stride = 1;
            for (int axis = 1; axis <= shapes.Result.Length; axis++)
            {
                (i, int index) = Math.DivRem(i, shapes.Result[^axis]);
                if (axis <= shape.Length)
                {
                    offset += shape[^axis] == 1 ? 0 : index * stride;
                    stride *= shape[^axis];
                }
            }

            return offset;
        }

        return [.. Enumerable.Range(0, 2 * count).Select(i =>
        {
            double x = a[(i / count * Count(shapes.A)) + At(shapes.A, i % count)];
            double y = b[(i / count * Count(shapes.B)) + At(shapes.B, i % count)];
            return kind switch
            {
                PlanarBinaryKind.Add => x + y,
                PlanarBinaryKind.Sub => x - y,
                PlanarBinaryKind.Mul => x * y,
                PlanarBinaryKind.Div => x / y,
                PlanarBinaryKind.Pow => Math.Pow(x, y),
                PlanarBinaryKind.Min => Math.Min(x, y),
                PlanarBinaryKind.Max => Math.Max(x, y),
                _ => x >= 0 ? x : x * y,
            };
        })];
    }

    private static double[] Reduce(PlanarReduceKind kind, double[] x, int[] shape, bool[] reduced)
    {
        int count = Count(shape);
        return [.. Enumerable.Range(0, 2).SelectMany(picture => Enumerable.Range(0, count).GroupBy(i =>
        {
            int key = 0;
            int rest = i;
            int stride = 1;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                (rest, int index) = Math.DivRem(rest, shape[axis]);
                key += reduced[axis] ? 0 : index * stride;
                stride *= shape[axis];
            }

            return key;
        }).OrderBy(group => group.Key).Select(group =>
        {
            double[] own = [.. group.Select(i => x[(picture * count) + i])];
            return kind switch
            {
                PlanarReduceKind.Sum => own.Sum(),
                PlanarReduceKind.Mean => own.Average(),
                PlanarReduceKind.Max => own.Max(),
                PlanarReduceKind.Min => own.Min(),
                PlanarReduceKind.Prod => own.Aggregate(1.0, (p, v) => p * v),
                _ => Math.Sqrt(own.Sum(v => v * v)),
            };
        }))];
    }
}
