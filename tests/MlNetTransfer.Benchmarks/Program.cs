using System.Globalization;
using BenchmarkDotNet.Running;
using MlNetTransfer.Benchmarks;
using MlNetTransfer.Benchmarks.Kernels;

// kernels [16|8|4|1]                                       rates of typical layers at a lane width
// profile MODEL [BATCH] [THREADS]                          time of each step of a network
// compare MODEL [BATCH] [THREADS] [ROUNDS] [PEER-SCRIPT]   images/s beside ONNX Runtime, alternating
// anything else goes to BenchmarkDotNet
switch (args)
{
    case ["kernels", .. var rest]:
        KernelsRates.Print(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 0);
        return 0;
    case ["profile", var model, .. var rest]:
        return NetworkProfile.Run(model, rest);
    case ["compare", var model, .. var rest]:
        return PeerComparison.Run(model, rest);
    default:
        return BenchmarkSwitcher.FromAssembly(typeof(NetworkProfile).Assembly).Run(args).Any() ? 0 : 1;
}
