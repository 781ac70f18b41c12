using System.CommandLine;
using MlNetTransfer.Cli.Output;
using MlNetTransfer.Execution;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>classify NETWORK FILE...</c>: a pretrained network's own classes, without any training.</summary>
internal static class ClassifyCommand
{
    private static readonly Argument<string> Network = new("NETWORK") { Description = "A network file, or a name that 'backbones list' shows." };

    private static readonly Argument<string[]> Files = new("FILE") { Description = "Pictures, or folders of them.", Arity = ArgumentArity.OneOrMore };

    public static Command Create()
    {
        Command command = CommonOptions.Command(
            "classify",
            "Classify pictures into a pretrained network's own classes.",
            [Network, Files, CommonOptions.Top, CommonOptions.TestTime, CommonOptions.Threads, CommonOptions.AcceptDamaged, CommonOptions.Precise, CommonOptions.FastDecode, .. BackboneOptions.Facts, .. BackboneOptions.Store]);
        CommandAction.Set(command, Run);
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(Network);
        ImageClassifier model = ImageClassifier.FromPretrained(new ImageClassificationTrainerOptions
        {
            Backbone = path,
            BackboneOverrides = BackboneOptions.Overrides(parsed),
            BackboneStore = BackboneOptions.StoreOptions(parsed),
            NumericMode = parsed.GetValue(CommonOptions.Precise) ? NumericMode.Precise : NumericMode.Fast,
            ReducedDecoding = parsed.GetValue(CommonOptions.FastDecode),
        });
        PredictionEngine engine = model.CreatePredictionEngine(CommonOptions.PredictionOptions(parsed));
        CommandSupport.SayWarnings(terminal, engine.Warnings);
        IReadOnlyList<FilePrediction> files = engine.PredictFiles(CommandSupport.ExpandFiles(parsed.GetRequiredValue(Files)), cancellation);
        return CommandSupport.ShowPredictions(parsed, path, model.Labels, files);
    }
}
