using System.CommandLine;
using MlNetTransfer.Cli.Output;
using MlNetTransfer.Persistence.Archive;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>convert OLD NEW</c>: a model that ML.NET's image classification saved becomes one of ours.</summary>
internal static class ConvertCommand
{
    private static readonly Argument<string> Old = new("OLD") { Description = "The zip that ML.NET saved." };

    private static readonly Argument<string> New = new("NEW") { Description = "Where to write the model; replaced when it exists." };

    public static Command Create()
    {
        Command command = CommonOptions.Command(
            "convert", "Turn an image classification model that ML.NET saved into one of this program; it answers the same.", Old, New);
        CommandAction.Set(command, Run);
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        (string old, string target) = (parsed.GetRequiredValue(Old), parsed.GetRequiredValue(New));
        OutputFile.CheckWritable(target, "NEW");
        if (Path.GetFullPath(old) == Path.GetFullPath(target))
        {
            throw new UsageException($"NEW {target}: is the file to be converted. Give another name; the old model is kept.");
        }

        ImageClassifier model = ImageClassifier.Load(old);
        if (!model.IsFromMlNet)
        {
            throw new UsageException($"{old}: is a model of this program already; there is nothing to convert. Copy the file.");
        }

        cancellation.ThrowIfCancellationRequested();
        model.Save(target);
        GoldenReport report = ImageClassifier.Load(target).Verify();
        Show(parsed, terminal, target, Document(old, target, model.Manifest, report));
        return report.IsPassed ? ExitCodes.Success : ExitCodes.Model;
    }

    private static ConvertDocument Document(string old, string target, ModelManifest m, GoldenReport report) => new()
    {
        Source = old,
        Model = target,
        MlNetVersion = m.Head.Settings["mlNetVersion"],
        Backbone = m.Backbone.Name,
        Width = m.Preprocessing.Width,
        Height = m.Preprocessing.Height,
        FeatureCount = m.Network.FeatureCount,
        Labels = m.Labels,
        ClassNames = m.Head.Settings["classNames"],
        GoldenAnswers = report.CaseCount,
        Verified = report.IsPassed,
        Bytes = new FileInfo(target).Length,
    };

    private static void Show(ParseResult parsed, Terminal terminal, string target, ConvertDocument d)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            CommandSupport.WriteJson(d, DocumentJson.Default.ConvertDocument);
            return;
        }

        Terminal.WriteResult(FormattableString.Invariant(
            $"{target}: {d.Labels.Count} classes, {d.Backbone} at {d.Width}x{d.Height}, from ML.NET {d.MlNetVersion}; {d.GoldenAnswers} golden answers {(d.Verified ? "hold" : "do NOT hold")}, {d.Bytes:N0} bytes."));
        Terminal.WriteResult($"Class names: {d.ClassNames}.");
        terminal.Say("Pictures are decoded and resized as ML.NET did, so that scores stay the same; training anew on the same pictures is usually more accurate.");
    }
}
