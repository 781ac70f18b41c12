using MlNetTransfer.Simd;

namespace MlNetTransfer.Tests.Simd;

public sealed class LaneDispatchTests
{
    [Fact]
    public void The_active_width_follows_the_runtime_switches()
    {
        bool Off(string name) => Environment.GetEnvironmentVariable(name) == "0";
        LaneWidth most = Off("DOTNET_EnableHWIntrinsic") ? LaneWidth.One
            : Off("DOTNET_EnableAVX2") || Off("DOTNET_EnableAVX") ? LaneWidth.Four
            : Off("DOTNET_EnableAVX512") ? LaneWidth.Eight
            : LaneWidth.Sixteen;
        Assert.True(LaneDispatch.Best <= most, $"{LaneDispatch.Best} lanes are active; the switches allow {most}");
        Assert.Equal(LaneDispatch.Best, LaneDispatch.Current);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void A_forced_width_holds_on_this_thread_until_disposed(int width)
    {
        LaneWidth before = LaneDispatch.Current;
        using (LaneDispatch.Force((LaneWidth)width))
        {
            Assert.Equal((LaneWidth)width, LaneDispatch.Current);
            CountLanes count = new();
            LaneDispatch.Run<CountKernel, CountLanes>(LaneDispatch.Current, count);
            Assert.Equal(width, count.Lanes);
        }

        Assert.Equal(before, LaneDispatch.Current);
    }

    private sealed class CountLanes
    {
        public int Lanes { get; set; }
    }

    private readonly struct CountKernel : ILaneKernel<CountLanes>
    {
        public static void Run<TLanes>(CountLanes args)
            where TLanes : struct, ILanes<TLanes> => args.Lanes = TLanes.Count;
    }
}
