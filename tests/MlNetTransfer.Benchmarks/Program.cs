using BenchmarkDotNet.Running;
using MlNetTransfer.Benchmarks;

// profile MODEL [BATCH] [THREADS]                         time of each step of a network
// compare MODEL [BATCH] [THREADS] [ROUNDS] [PEER-SCRIPT]   images/s beside ONNX Runtime, alternating
// anything else goes to BenchmarkDotNet
return args switch
{
    ["profile", var model, .. var rest] => NetworkProfile.Run(model, rest),
    ["compare", var model, .. var rest] => PeerComparison.Run(model, rest),
    _ => BenchmarkSwitcher.FromAssembly(typeof(NetworkProfile).Assembly).Run(args).Any() ? 0 : 1,
};
