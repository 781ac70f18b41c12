using System.Buffers.Binary;
using System.Text.Json;
using MlNetTransfer.Graphs;
using MlNetTransfer.Training.Events;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Tests.Training.Loop;

public sealed class GradientTrainerTests
{
    private static readonly GradientTrainingOptions Options = new()
    {
        Epochs = 4,
        BatchSize = 5,
        AverageDecay = 0.9,
        Optimizer = new OptimizerOptions { LearningRate = 0.05 },
        CheckpointSeconds = 1e-9,
        Seed = 3,
    };

    [Fact]
    public void Every_epoch_sees_every_picture_once_in_another_order_in_even_batches()
    {
        ToyTraining toy = new();
        GradientTrainingResult result = new GradientTrainer(toy.Setup(), Options).Run(TestContext.Current.CancellationToken);
        Assert.Equal(20, result.Steps);
        Assert.All(toy.Orders, batch => Assert.InRange(batch.Length, 4, 5));
        Assert.All(toy.Orders.Chunk(5), epoch => Assert.Equal(21, epoch.SelectMany(b => b).Distinct().Count()));
        Assert.True(result.Epochs[^1].Loss < result.Epochs[0].Loss);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(13)]
    [InlineData(19)]
    public void A_cancelled_training_resumes_to_the_same_bits(int cancelAfter)
    {
        ToyTraining whole = new();
        GradientTrainingResult expected = new GradientTrainer(whole.Setup(), Options).Run(TestContext.Current.CancellationToken);

        MemoryCheckpoints store = new();
        using CancellationTokenSource cancel = new();
        int steps = 0;
        ToyTraining first = new() { BeforeStep = () => CancelAfter(ref steps, cancelAfter, cancel) };
        Assert.ThrowsAny<OperationCanceledException>(() => new GradientTrainer(first.Setup(store), Options).Run(cancel.Token));
        ToyTraining second = new();
        GradientTrainingResult resumed = new GradientTrainer(second.Setup(store), Options).Run(TestContext.Current.CancellationToken);

        Assert.Equal(whole.Weights, second.Weights);
        Assert.Equal(expected.Epochs, resumed.Epochs);
        Assert.True(second.Orders.Count <= 20 - cancelAfter + 1);
    }

    [Fact]
    public void A_checkpoint_of_other_options_is_refused_with_the_difference()
    {
        MemoryCheckpoints store = new();
        new GradientTrainer(new ToyTraining().Setup(store), Options).Run(TestContext.Current.CancellationToken);
        GradientTrainer other = new(new ToyTraining().Setup(store), Options with { Epochs = 5 });
        InvalidModelException refused = Assert.Throws<InvalidModelException>(() => other.Run(TestContext.Current.CancellationToken));
        Assert.Contains("another training", refused.Message, StringComparison.Ordinal);
        Assert.Contains("\"Epochs\":5", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_checkpoints_are_refused()
    {
        MemoryCheckpoints store = new();
        new GradientTrainer(new ToyTraining().Setup(store), Options).Run(TestContext.Current.CancellationToken);
        byte[] good = store.Bytes!;
        foreach (int length in new[] { 0, 7, 40, good.Length / 2, good.Length - 1 })
        {
            Assert.Throws<InvalidModelException>(() => Checkpoint.Read("short", good.AsSpan(0, length)));
        }

        byte[] flipped = [.. good];
        flipped[^5] ^= 1;
        Assert.Throws<InvalidModelException>(() => Checkpoint.Read("flipped", flipped));
    }

    [Fact]
    public void The_best_weights_come_back_and_patience_ends_the_training()
    {
        ToyTraining toy = new();
        double[] losses = [0.9, 0.5, 0.6, 0.7, 0.8, 0.4];
        List<float[]> seen = [];
        GradientTrainingSetup setup = toy.Setup() with
        {
            Validate = _ =>
            {
                seen.Add(toy.Weights);
                return (losses[seen.Count - 1], 0.5);
            },
        };
        GradientTrainingResult result = new GradientTrainer(setup, Options with { Epochs = 6, Patience = 2 }).Run(TestContext.Current.CancellationToken);
        Assert.Equal(4, seen.Count);
        Assert.Equal(1, result.BestEpoch);
        Assert.Equal(seen[1], toy.Weights);
    }

    [Fact]
    public void A_loss_out_of_bounds_stops_with_the_place()
    {
        ToyTraining toy = new();
        int steps = 0;
        toy.BeforeStep = () => toy.LossFactor = ++steps == 7 ? double.NaN : 1;
        TrainingDivergedException diverged = Assert.Throws<TrainingDivergedException>(() => new GradientTrainer(toy.Setup(), Options).Run(TestContext.Current.CancellationToken));
        Assert.Equal((1, 1), (diverged.Epoch, diverged.Step));
        Assert.Contains("epoch 2, step 2", diverged.Message, StringComparison.Ordinal);
        ToyTraining high = new();
        int before = 0;
        high.BeforeStep = () => high.LossFactor = ++before > 3 ? 100 : 1;
        Assert.Contains("worse than guessing", Assert.Throws<TrainingDivergedException>(
            () => new GradientTrainer(high.Setup(), Options).Run(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_that_starts_far_worse_than_guessing_may_learn_but_not_get_twice_as_bad()
    {
        ToyTraining toy = new() { LossFactor = 100 };
        Assert.Equal(Options.Epochs, new GradientTrainer(toy.Setup(), Options).Run(TestContext.Current.CancellationToken).Epochs.Count);
        ToyTraining rising = new() { LossFactor = 100 };
        rising.BeforeStep = () => rising.LossFactor *= 2;
        Assert.Throws<TrainingDivergedException>(() => new GradientTrainer(rising.Setup(), Options).Run(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void All_problems_of_options_are_told_together()
    {
        GradientTrainingOptions wrong = Options with { Epochs = 0, AverageDecay = 1, Optimizer = new OptimizerOptions { LearningRate = -1 } };
        string message = Assert.Throws<ArgumentException>(wrong.Validate).Message;
        Assert.Contains("Epochs is 0", message, StringComparison.Ordinal);
        Assert.Contains("AverageDecay is 1", message, StringComparison.Ordinal);
        Assert.Contains("LearningRate is -1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_are_lines_of_JSON()
    {
        using MemoryStream stream = new();
        JsonLinesLog log = new(stream, TimeProvider.System);
        log.Write(new TrainingEvent("step", 3, [new("loss", 0.25), new("norm", double.NaN)]));
        using JsonDocument line = JsonDocument.Parse(stream.ToArray());
        Assert.Equal((3, 0.25), (line.RootElement.GetProperty("step").GetInt32(), line.RootElement.GetProperty("loss").GetDouble()));
        Assert.Equal(JsonValueKind.Null, line.RootElement.GetProperty("norm").ValueKind);
    }

    [Fact]
    public void Event_files_are_records_with_masked_checksums()
    {
        using MemoryStream stream = new();
        TensorBoardLog log = new(stream, TimeProvider.System);
        log.Write(new TrainingEvent("step", 3, [new("loss", 0.25)]));
        byte[] file = stream.ToArray();
        int records = 0;
        for (int at = 0; at < file.Length; records++)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            Assert.Equal(Masked(file.AsSpan(at + 12, length)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            at += 16 + length;
        }

        Assert.Equal(2, records);
        Assert.True(file.AsSpan().IndexOf("step/loss"u8) > 0);

        // The plain bitwise CRC-32C (Castagnoli, reflected 0x82F63B78) and TensorFlow's mask.
        static uint Masked(ReadOnlySpan<byte> data)
        {
            uint crc = uint.MaxValue;
            foreach (byte value in data)
            {
                crc ^= value;
                for (int bit = 0; bit < 8; bit++)
                {
                    crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78u);
                }
            }

            crc = ~crc;
            return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u;
        }
    }

    private static void CancelAfter(ref int steps, int limit, CancellationTokenSource source)
    {
        if (++steps == limit)
        {
            source.Cancel();
        }
    }
}
