using MlNetTransfer.Execution;
using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Execution;

/// <summary>What <see cref="Network"/> promises whatever the graph: shapes, bits, threads, memory, refusals.</summary>
public sealed class NetworkTests
{
    private static readonly InputNormalization Normalization = new() { Mean = [120f, 110f, 100f], Deviation = [60f, 50f, 40f] };

    [Fact]
    public void Outputs_have_the_batch_first()
    {
        Network network = Network.Compile(SketchNetworks.Of("residual", (32, 32), seed: 1));
        Assert.Equal(["[N, 37]", "[N, 7]"], network.Outputs.Select(output => "[" + string.Join(", ", output.Dimensions!) + "]"));
    }

    [Fact]
    public void Any_value_of_the_graph_can_be_an_output()
    {
        Graph graph = SketchNetworks.Of("residual", (32, 32), seed: 2);
        float[] input = ExecutionRig.InputFor(graph, batch: 2, seed: 3);
        IReadOnlyDictionary<string, ReferenceValue> expected = ExecutionRig.ReferenceOf(graph, input, batch: 2);
        foreach (Node node in graph.Nodes)
        {
            Network network = Network.Compile(graph, new NetworkOptions { Outputs = [node.Outputs[0], graph.Outputs[0].Name], NumericMode = NumericMode.Precise });
            float[][] actual = network.Run(input, 2);
            Assert.True(ExecutionRig.RelativeError(actual[0], expected[node.Outputs[0]].Data) < 5e-6, node.Name);
            Assert.True(ExecutionRig.RelativeError(actual[1], expected[graph.Outputs[0].Name].Data) < 5e-6, node.Name);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Batches_splits_and_threads_never_change_a_bit(int threads)
    {
        foreach (string name in SketchNetworks.Names)
        {
            Graph graph = SketchNetworks.Of(name, (29, 35), seed: 4);
            float[] input = ExecutionRig.InputFor(graph, batch: 37, seed: 5);
            float[][] expected = Network.Compile(graph, new NetworkOptions { ThreadCount = 1 }).Run(input, 37);
            Network network = Network.Compile(graph, new NetworkOptions { ThreadCount = threads });
            Assert.Equal(expected, network.Run(input, 37));
            int length = input.Length / 37;
            for (int i = 0; i < 37; i += 9)
            {
                float[][] alone = network.Run(input.AsMemory(i * length, length), 1);
                for (int output = 0; output < alone.Length; output++)
                {
                    Assert.Equal(expected[output].AsSpan(i * alone[output].Length, alone[output].Length).ToArray(), alone[output]);
                }
            }
        }
    }

    [Fact]
    public void Pixels_are_normalised_as_stated()
    {
        Graph graph = SketchNetworks.Of("inverted_residual", (20, 28), seed: 6);
        byte[] pixels = new byte[2 * 20 * 28 * 3];
        new SeededRandom(7).Shuffle(Fill(pixels));
        float[] floats = new float[pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int picture, int y, int x, int c) = (i / (20 * 28 * 3), i / (28 * 3) % 20, i / 3 % 28, i % 3);
            floats[(((((picture * 3) + c) * 20) + y) * 28) + x] = (pixels[i] - Normalization.Mean[c]) / Normalization.Deviation[c];
        }

        float[][] expected = Network.Compile(graph).Run(floats, 2);
        float[][] actual = Network.Compile(graph, new NetworkOptions { Normalization = Normalization }).Run(new PixelBatch(pixels, 2, 20, 28));
        for (int output = 0; output < actual.Length; output++)
        {
            Assert.True(ExecutionRig.RelativeError(actual[output], Array.ConvertAll(expected[output], x => (double)x)) < 2e-6);
        }
    }

    [Fact]
    public void Runs_allocate_nothing_after_the_first()
    {
        foreach (string name in SketchNetworks.Names)
        {
            Graph graph = SketchNetworks.Of(name, (24, 24), seed: 8);
            Network network = Network.Compile(graph, new NetworkOptions { ThreadCount = 1 });
            float[] input = ExecutionRig.InputFor(graph, batch: 20, seed: 9);
            Memory<float>[] outputs = [.. network.Run(input, 20).Select(output => (Memory<float>)output)];
            ReadOnlyMemory<float> memory = input;
            for (int i = 0; i < 3; i++)
            {
                network.Run(memory, 20, outputs);
            }

            long bytes = AllocationMeter.SmallestOf(() => network.Run(memory, 20, outputs));
            Assert.True(bytes == 0, $"{name}: {bytes} bytes");
        }
    }

    [Fact]
    public void Callers_of_different_sizes_do_not_take_each_other_s_arenas_away()
    {
        Network network = Network.Compile(SketchNetworks.Of("residual", (24, 24), seed: 8));
        CpuArenaPool pool = new(network.Prepared.Executor!.Program, workerCount: 1);
        CpuArena small = pool.Rent(3);
        CpuArena large = pool.Rent(10);
        pool.Return(small);
        pool.Return(large);
        Assert.Same(large, pool.Rent(10));
        Assert.Same(small, pool.Rent(3));
        pool.Return(small);
        CpuArena grown = pool.Rent(5);
        Assert.Equal(5, grown.Capacity);
        pool.Return(grown);
        Assert.Same(grown, pool.Rent(1));
        Assert.NotSame(small, pool.Rent(1));
    }

    [Fact]
    public async Task Many_callers_share_one_network()
    {
        Graph graph = SketchNetworks.Of("squeeze_excite", (24, 24), seed: 10);
        Network network = Network.Compile(graph, new NetworkOptions { ThreadCount = 2 });
        float[][] inputs = [.. Enumerable.Range(0, 8).Select(i => ExecutionRig.InputFor(graph, batch: 1 + (i % 3), seed: i))];
        float[][][] expected = [.. inputs.Select((input, i) => network.Run(input, 1 + (i % 3)))];
        await Parallel.ForEachAsync(Enumerable.Range(0, 64), new ParallelOptions { MaxDegreeOfParallelism = 6 }, (i, cancellation) =>
        {
            Assert.Equal(expected[i % 8], network.Run(inputs[i % 8], 1 + (i % 8 % 3), cancellation));
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Steps_that_mix_pictures_see_the_whole_batch()
    {
        var sketch = new GraphSketch(3, 4, 5);
        string mean = sketch.Node(new ReduceMean(), sketch.Input, sketch.Integers(0));
        string centred = sketch.Node(new Sub(), sketch.Input, mean);
        Graph graph = sketch.Build(centred);
        Network network = Network.Compile(graph);
        foreach (int batch in new[] { 1, 5, 33, 5 })
        {
            float[] input = ExecutionRig.InputFor(graph, batch, seed: batch);
            float[] actual = network.Run(input, batch)[0];
            double[] expected = new double[input.Length];
            for (int i = 0; i < input.Length; i++)
            {
                double sum = 0;
                for (int picture = 0; picture < batch; picture++)
                {
                    sum += input[(picture * 60) + (i % 60)];
                }

                expected[i] = input[i] - (sum / batch);
            }

            Assert.True(ExecutionRig.RelativeError(actual, expected) < 1e-6);
        }
    }

    [Fact]
    public void A_graph_saved_for_a_fixed_batch_runs_in_multiples_of_it()
    {
        var sketch = new GraphSketch(3, 4, 5);
        string flat = sketch.Node(new Reshape(), sketch.Input, sketch.Integers(2, 60));
        Graph free = sketch.Build(sketch.Node(new Relu(), flat));
        Graph graph = free with { Inputs = [free.Inputs[0] with { Dimensions = [Dimension.Of(2), .. free.Inputs[0].Dimensions!.Skip(1)] }] };
        Network network = Network.Compile(graph);
        float[] input = [.. Enumerable.Range(0, 360).Select(i => (i % 7) - 3f)];
        Assert.Equal(input.Select(x => Math.Max(0, x)), network.Run(input, 6)[0]);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => network.Run(input.AsMemory(0, 180), 3));
        Assert.Contains("multiple", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_sizes_are_taken_from_the_options()
    {
        Graph graph = SketchNetworks.Of("residual", (40, 24), seed: 11);
        Graph open = graph with { Inputs = [graph.Inputs[0] with { Dimensions = [Dimension.Batch, Dimension.Of(3), Dimension.Unknown, Dimension.Unknown] }] };
        float[] input = ExecutionRig.InputFor(graph, batch: 1, seed: 12);
        Assert.Equal(Network.Compile(graph).Run(input, 1), Network.Compile(open, new NetworkOptions { InputHeight = 40, InputWidth = 24 }).Run(input, 1));
        Assert.Throws<InvalidModelException>(() => Network.Compile(open));
        Assert.Throws<ArgumentException>(() => Network.Compile(graph, new NetworkOptions { InputHeight = 41 }));
    }

    [Fact]
    public void Wrong_calls_are_refused_with_what_to_do()
    {
        Graph graph = SketchNetworks.Of("residual", (32, 32), seed: 13);
        Network floats = Network.Compile(graph);
        Network pixels = Network.Compile(graph, new NetworkOptions { Normalization = Normalization });
        Assert.Throws<ArgumentException>(() => floats.Run(new float[5], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => floats.Run(new float[3 * 32 * 32], 0));
        Assert.Throws<InvalidOperationException>(() => pixels.Run(new float[3 * 32 * 32], 1));
        Assert.Throws<InvalidOperationException>(() => floats.Run(new PixelBatch(new byte[3 * 32 * 32], 1, 32, 32)));
        Assert.Contains("32x32", Assert.Throws<ArgumentException>(() => pixels.Run(new PixelBatch(new byte[3 * 16 * 32], 1, 16, 32))).Message, StringComparison.Ordinal);
        Assert.Contains("'nothing'", Assert.Throws<ArgumentException>(() => Network.Compile(graph, new NetworkOptions { Outputs = ["nothing"] })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => floats.Run(new float[3 * 32 * 32], 1, [new float[37]]));
        Assert.Throws<ArgumentException>(() => floats.Run(new float[3 * 32 * 32], 1, [new float[37], new float[8]]));
        Assert.ThrowsAny<OperationCanceledException>(() => floats.Run(new float[3 * 32 * 32], 1, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void All_unsupported_forms_are_listed_at_once()
    {
        var sketch = new GraphSketch(3, 8, 8);
        string sizes = sketch.Node(new Cast(ElementType.Int64), sketch.Node(new ReduceMax(KeepDimensions: false), sketch.Input));
        string pooled = sketch.Node(new BatchNormalization(TrainingMode: true), sketch.Input, sketch.Constant([3], 1), sketch.Constant([3], 1), sketch.Constant([3], 1), sketch.Constant([3], 1));
        string other = sketch.Node(new BatchNormalization(TrainingMode: true), pooled, sketch.Constant([3], 1), sketch.Constant([3], 1), sketch.Constant([3], 1), sketch.Constant([3], 1));
        UnsupportedOperatorException refused = Assert.Throws<UnsupportedOperatorException>(() => Network.Compile(sketch.Build(other, sizes)));
        Assert.Equal(2, refused.Operators.Count);
    }

    private static Span<byte> Fill(byte[] pixels)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)i;
        }

        return pixels;
    }
}
