using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Updates;

/// <summary>The constants of a step in every lane.</summary>
internal readonly struct UpdateFactors<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    public UpdateFactors(in UpdateArgs args)
    {
        MinusRate = TLanes.Broadcast(-args.Rate);
        Momentum = TLanes.Broadcast(args.Momentum);
        Lookahead = TLanes.Broadcast(args.Nesterov ? args.Momentum : 1f);
        Fresh = TLanes.Broadcast(args.Nesterov ? 1f : 0f);
        OneMinusMomentum = TLanes.Broadcast(1f - args.Momentum);
        SecondDecay = TLanes.Broadcast(args.SecondDecay);
        OneMinusSecondDecay = TLanes.Broadcast(1f - args.SecondDecay);
        Epsilon = TLanes.Broadcast(args.Epsilon);
        FirstCorrection = TLanes.Broadcast(args.FirstCorrection);
        SecondCorrection = TLanes.Broadcast(args.SecondCorrection);
    }

    public TLanes MinusRate { get; }

    public TLanes Momentum { get; }

    /// <summary>Factor of the velocity in the update: 1, or the momentum where it looks ahead.</summary>
    public TLanes Lookahead { get; }

    /// <summary>Factor of the gradient in the update: 0, or 1 where momentum looks ahead.</summary>
    public TLanes Fresh { get; }

    public TLanes OneMinusMomentum { get; }

    public TLanes SecondDecay { get; }

    public TLanes OneMinusSecondDecay { get; }

    public TLanes Epsilon { get; }

    public TLanes FirstCorrection { get; }

    public TLanes SecondCorrection { get; }
}
