using System.Globalization;
using BenchmarkDotNet.Running;
using MlNetTransfer.Benchmarks;
using MlNetTransfer.Benchmarks.Imaging;
using MlNetTransfer.Benchmarks.Kernels;

switch (args)
{
    case ["kernels", .. var rest]:
        KernelsRates.Print(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 0);
        return 0;
    case ["gradients", .. var rest]:
        GradientRates.Print(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1, rest.Length > 1 ? rest[1] : "");
        return 0;
    case ["layers"]:
        LayerGradientRates.Print();
        return 0;
    case ["bench", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(KernelsBenchmarks).Assembly).Run(rest);
        return 0;
    case ["profile", var model, .. var rest]:
        return NetworkProfile.Run(model, rest);
    case ["compare", var model, .. var rest]:
        return PeerComparison.Run(model, rest);
    case ["scaling", var model, .. var rest]:
        return ThreadScaling.Run(model, rest);
    case ["trainable", var model]:
        return TrainableListing.Run(model);
    case ["train", var model, .. var rest]:
        return TrainingComparison.Run(model, rest);
    case ["decode", var folder, var mode, .. var rest]:
        return ImagingRates.Run(folder, mode, rest);
    case ["augment", var picture, .. var rest]:
        return AugmentationRates.Run(picture, rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 15);
    case ["job", var folder, var model, .. var rest]:
        return JobComparison.Run(folder, model, rest);
    case ["single", var zip, var folder, var model, .. var rest]:
        return SingleComparison.Run(zip, folder, model, rest);
    default:
        Console.Error.WriteLine(
            "usage: kernels [16|8|4|1] | gradients [BATCH [PART-OF-NAME]] | layers | bench [BenchmarkDotNet options] | profile MODEL [BATCH] [THREADS] | compare MODEL [BATCH] [THREADS] [ROUNDS] | scaling MODEL [BATCH] [THREADS] [SECONDS]"
            + " | train MODEL BATCH THREADS all|last [ROUNDS] [PEER-SCRIPT] [--profile|--parts] | trainable MODEL"
            + " | decode FOLDER full|job|draft [ROUNDS] [PEER-SCRIPT [PYTHON]] | augment PICTURE [ROUNDS] | job FOLDER MODEL [THREADS] [ROUNDS] | single ZIP FOLDER MODEL [THREADS] [ROUNDS]; ONNX Runtime (npm install onnxruntime-node@1.30) is looked for in the current folder");
        return 2;
}
