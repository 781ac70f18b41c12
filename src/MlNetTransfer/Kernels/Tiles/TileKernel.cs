using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>
/// The one register tile behind convolutions, dense layers and Winograd's products:
/// output[row, channel] = clamp(bias[channel] + sum over k of input[row, k] weights[k, channel] + residual[row, channel]).
/// </summary>
/// <remarks>
/// Rows are pixels, in one or two halves of up to seven; channels are one or two vectors. k runs over "runs": stretches of consecutive floats
/// such as the 3 x 16 floats under one row of a 3x3 kernel, straight in the blocked activations; nothing is packed but the weights.
/// Sum order: bias, then k ascending, one multiply-add each, then the residual; it does not depend on the tile's size, so that any tiling gives
/// the same bits. Reference: KernelsConvolutionReference in the tests; benchmark: KernelsBenchmark.
/// </remarks>
internal static class TileKernel
{
    /// <summary>Runs <see cref="TileCall.Count"/> tiles of <see cref="TileCall.First"/> + <see cref="TileCall.Second"/> rows.</summary>
    /// <typeparam name="TLanes">Vector type.</typeparam>
    /// <typeparam name="TRow">One row: how many vectors, and whether channels mix.</typeparam>
    /// <typeparam name="TStep">Distance of neighbouring input pixels.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TRow, TStep>(in TileCall call, in TileOperands operands)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
        where TStep : struct, IPixelStep => Run<TLanes, TRow, TStep, PanelWeights>(in call, in operands);

    /// <summary>As <see cref="Run{TLanes, TRow, TStep}"/>, with weights that are read in another way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TRow, TStep, TWeights>(in TileCall call, in TileOperands operands)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
        where TStep : struct, IPixelStep
        where TWeights : struct, ITileWeights
    {
        switch (call.First)
        {
            case 1:
                RunHalves<TLanes, TRow, TStep, TWeights, TRow>(in call, in operands);
                break;
            case 2:
                RunHalves<TLanes, TRow, TStep, TWeights, TileSum<TRow, TRow, TLanes>>(in call, in operands);
                break;
            case 3:
                RunHalves<TLanes, TRow, TStep, TWeights, TileSum<TileSum<TRow, TRow, TLanes>, TRow, TLanes>>(in call, in operands);
                break;
            case 4:
                RunHalves<TLanes, TRow, TStep, TWeights, TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>>(in call, in operands);
                break;
            case 5:
                RunHalves<TLanes, TRow, TStep, TWeights, TileSum<TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>, TRow, TLanes>>(in call, in operands);
                break;
            case 6:
                RunHalves<TLanes, TRow, TStep, TWeights, TileSum<TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>>(in call, in operands);
                break;
            default:
                RunHalves<TLanes, TRow, TStep, TWeights, TileSum<TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>, TileSum<TileSum<TRow, TRow, TLanes>, TRow, TLanes>, TLanes>>(in call, in operands);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunHalves<TLanes, TRow, TStep, TWeights, TFirst>(in TileCall call, in TileOperands operands)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
        where TStep : struct, IPixelStep
        where TWeights : struct, ITileWeights
        where TFirst : struct, ITileRows<TLanes>
    {
        if (TRow.IsChannelwise)
        {
            RunChannelHalves<TLanes, TRow, TStep, TFirst>(in call, in operands);
            return;
        }

        switch (call.Second)
        {
            case 0:
                RunTile<TLanes, TStep, TWeights, TFirst, NoRows<TLanes>>(in call, in operands);
                break;
            case 1:
                RunTile<TLanes, TStep, TWeights, TFirst, TRow>(in call, in operands);
                break;
            case 2:
                RunTile<TLanes, TStep, TWeights, TFirst, TileSum<TRow, TRow, TLanes>>(in call, in operands);
                break;
            case 3:
                RunTile<TLanes, TStep, TWeights, TFirst, TileSum<TileSum<TRow, TRow, TLanes>, TRow, TLanes>>(in call, in operands);
                break;
            case 4:
                RunTile<TLanes, TStep, TWeights, TFirst, TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>>(in call, in operands);
                break;
            case 5:
                RunTile<TLanes, TStep, TWeights, TFirst, TileSum<TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>, TRow, TLanes>>(in call, in operands);
                break;
            case 6:
                RunTile<TLanes, TStep, TWeights, TFirst, TileSum<TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>>(in call, in operands);
                break;
            default:
                RunTile<TLanes, TStep, TWeights, TFirst, TileSum<TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>, TileSum<TileSum<TRow, TRow, TLanes>, TRow, TLanes>, TLanes>>(in call, in operands);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunChannelHalves<TLanes, TRow, TStep, TFirst>(in TileCall call, in TileOperands operands)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
        where TStep : struct, IPixelStep
        where TFirst : struct, ITileRows<TLanes>
    {
        switch (call.Second)
        {
            case 0:
                RunChannelTile<TLanes, TStep, TFirst, NoRows<TLanes>>(in call, in operands);
                break;
            case 1:
                RunChannelTile<TLanes, TStep, TFirst, TRow>(in call, in operands);
                break;
            case 2:
                RunChannelTile<TLanes, TStep, TFirst, TileSum<TRow, TRow, TLanes>>(in call, in operands);
                break;
            case 3:
                RunChannelTile<TLanes, TStep, TFirst, TileSum<TileSum<TRow, TRow, TLanes>, TRow, TLanes>>(in call, in operands);
                break;
            case 4:
                RunChannelTile<TLanes, TStep, TFirst, TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>>(in call, in operands);
                break;
            case 5:
                RunChannelTile<TLanes, TStep, TFirst, TileSum<TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>, TRow, TLanes>>(in call, in operands);
                break;
            case 6:
                RunChannelTile<TLanes, TStep, TFirst, TileSum<TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>>(in call, in operands);
                break;
            default:
                RunChannelTile<TLanes, TStep, TFirst, TileSum<TileSum<TileSum<TRow, TRow, TLanes>, TileSum<TRow, TRow, TLanes>, TLanes>, TileSum<TileSum<TRow, TRow, TLanes>, TRow, TLanes>, TLanes>>(in call, in operands);
                break;
        }
    }

    // Kept free of anything else: one more local in the inner loop, and the JIT of .NET 10 may spill the largest tile to half its speed.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunTile<TLanes, TStep, TWeights, TFirst, TSecond>(in TileCall call, in TileOperands operands)
        where TLanes : struct, ILanes<TLanes>
        where TStep : struct, IPixelStep
        where TWeights : struct, ITileWeights
        where TFirst : struct, ITileRows<TLanes>
        where TSecond : struct, ITileRows<TLanes>
    {
        int count = call.Tiles.IsEmpty ? 1 : call.Count;
        for (int t = 0; t < count; t++)
        {
            TilePlaces places = new(in call, in operands, t);
            TFirst first = default;
            TSecond second = default;
            if (!Unsafe.IsNullRef(in places.Residual))
            {
                first.FetchResidual(in places.Residual, 0, call.OutputStep, call.VectorResidual);
                second.FetchResidual(in places.Residual, call.HalfResidual, call.OutputStep, call.VectorResidual);
            }

            if (TWeights.Resumes)
            {
                ref readonly float sums = ref call.SumStep == 0 ? ref operands.Bias : ref places.Output;
                first.Resume(in sums, 0, call.SumStep, call.VectorOutput);
                second.Resume(in sums, call.HalfSum, call.SumStep, call.VectorOutput);
            }
            else
            {
                TLanes bias0 = TLanes.Load(in operands.Bias, 0);
                TLanes bias1 = TFirst.Vectors == 2 ? TLanes.Load(in operands.Bias, TLanes.Count) : bias0;
                first.Start(bias0, bias1);
                second.Start(bias0, bias1);
            }

            ref float weights = ref Unsafe.AsRef(in operands.Weights);
            nint soon = Prefetch.AddressOf(in weights, call.WeightsAhead + ((t & 1) * call.WeightsAheadTurn));
            nint soonStep = call.WeightsAheadStep * sizeof(float);
            nint step = TStep.Of(call.InputStep);
            nint half = call.HalfInput;
            for (int run = 0; run < call.Runs.Length; run++)
            {
                ref float input = ref Unsafe.Add(ref places.Input, call.Runs[run]);
                nint next = Prefetch.AddressOf(in input, places.InputAhead);
                int remaining = run == call.Runs.Length - 1 ? call.LastRunLength : call.RunLength;
                do
                {
                    TLanes weights0 = TWeights.Load<TLanes>(in weights, 0, BlockedLayout.Block * TFirst.Vectors * TLanes.Count);
                    TLanes weights1 = TFirst.Vectors == 2 ? TWeights.Load<TLanes>(in weights, TLanes.Count, BlockedLayout.Block * TFirst.Vectors * TLanes.Count) : weights0;
                    if (TWeights.Resumes)
                    {
                        Prefetch.Soon(soon);
                    }
                    else
                    {
                        Prefetch.Far(soon);
                    }


                    soon += soonStep;
                    if (TStep.IsBlocked)
                    {
                        Prefetch.Far(next);
                        next += step * sizeof(float);
                    }

                    WeightPair<TLanes> pair = new(weights0, weights1);
                    first.Multiply(in input, 0, step, in pair);
                    second.Multiply(in input, half, step, in pair);
                    input = ref Unsafe.Add(ref input, 1);
                    weights = ref Unsafe.Add(ref weights, TFirst.Vectors * TLanes.Count);
                }
                while (--remaining != 0);

                if (TWeights.Resumes)
                {
                    weights = ref Unsafe.Add(ref weights, call.WeightSkip);
                }
            }

            Finish<TLanes, TFirst, TSecond>(ref first, ref second, in call, in places);
        }
    }

    /// <summary>One tap of each channel in every run.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunChannelTile<TLanes, TStep, TFirst, TSecond>(in TileCall call, in TileOperands operands)
        where TLanes : struct, ILanes<TLanes>
        where TStep : struct, IPixelStep
        where TFirst : struct, ITileRows<TLanes>
        where TSecond : struct, ITileRows<TLanes>
    {
        nint step = TStep.Of(call.InputStep);
        nint half = call.HalfInput;
        int count = call.Tiles.IsEmpty ? 1 : call.Count;
        for (int t = 0; t < count; t++)
        {
            TilePlaces places = new(in call, in operands, t);
            TFirst first = default;
            TSecond second = default;
            TLanes bias = TLanes.Load(in operands.Bias, 0);
            first.Start(bias, bias);
            second.Start(bias, bias);
            for (int run = 0; run < call.Runs.Length; run++)
            {
                ref float input = ref Unsafe.Add(ref places.Input, call.Runs[run]);
                TLanes tap = TLanes.Load(in operands.Weights, run * TLanes.Count);
                WeightPair<TLanes> pair = new(tap, tap);
                first.Multiply(in input, 0, step, in pair);
                second.Multiply(in input, half, step, in pair);
            }

            Finish<TLanes, TFirst, TSecond>(ref first, ref second, in call, in places);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TLanes, TFirst, TSecond>(ref TFirst first, ref TSecond second, in TileCall call, in TilePlaces places)
        where TLanes : struct, ILanes<TLanes>
        where TFirst : struct, ITileRows<TLanes>
        where TSecond : struct, ITileRows<TLanes>
    {
        if (!Unsafe.IsNullRef(in places.Residual))
        {
            first.AddResidual(in places.Residual, 0, call.OutputStep, call.VectorResidual);
            second.AddResidual(in places.Residual, call.HalfResidual, call.OutputStep, call.VectorResidual);
        }

        TileStore<TLanes> store = new(call.OutputStep, call.VectorOutput, TLanes.Broadcast(call.Low), TLanes.Broadcast(call.High));
        first.Store(ref places.Output, 0, in store);
        second.Store(ref places.Output, call.HalfOutput, in store);
    }
}
