using System.Globalization;
using BenchmarkDotNet.Running;
using MlNetTransfer.Benchmarks.Kernels;

switch (args)
{
    case ["kernels", ..]:
        KernelsRates.Print(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 0);
        return 0;
    case ["bench", ..]:
        BenchmarkSwitcher.FromAssembly(typeof(KernelsBenchmarks).Assembly).Run(args[1..]);
        return 0;
    default:
        Console.Error.WriteLine("usage: kernels [16|8|4|1] | bench [BenchmarkDotNet options]");
        return 2;
}
