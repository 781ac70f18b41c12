using System.Globalization;
using MlNetTransfer.Benchmarks.Kernels;

if (args is ["kernels", ..])
{
    KernelsRates.Print(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 0);
    return 0;
}

Console.Error.WriteLine("usage: kernels [16|8|4|1]");
return 2;
