using System.CommandLine;
using MlNetTransfer.Cli.Output;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>predict MODEL FILE...</c>: a saved model's answer for pictures.</summary>
internal static class PredictCommand
{
    private static readonly Argument<string> Model = new("MODEL") { Description = "The model zip, ours or ML.NET's." };

    private static readonly Argument<string[]> Files = new("FILE") { Description = "Pictures, or folders of them.", Arity = ArgumentArity.OneOrMore };

    public static Command Create()
    {
        Command command = CommonOptions.Command(
            "predict", "Classify pictures with a saved model.", Model, Files, CommonOptions.Top, CommonOptions.TestTime, CommonOptions.Threads, CommonOptions.AcceptDamaged);
        CommandAction.Set(command, Run);
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(Model);
        PredictionEngine engine = PredictionEngine.Load(path, CommonOptions.PredictionOptions(parsed));
        CommandSupport.SayWarnings(terminal, engine.Warnings);
        IReadOnlyList<FilePrediction> files = engine.PredictFiles(CommandSupport.ExpandFiles(parsed.GetRequiredValue(Files)), cancellation);
        return CommandSupport.ShowPredictions(parsed, path, engine.Model.Labels, files);
    }
}
