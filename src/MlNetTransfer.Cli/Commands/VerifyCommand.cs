using System.CommandLine;
using MlNetTransfer.Cli.Output;
using MlNetTransfer.Persistence.Archive;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>verify MODEL</c>: hashes, then golden answers.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> Model = new("MODEL") { Description = "The model zip, ours or ML.NET's." };

    public static Command Create()
    {
        Command command = CommonOptions.Command("verify", "Check a model zip: every hash, then its golden answers on this machine.", Model);
        CommandAction.Set(command, Run);
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(Model);
        ImageClassifier model = ImageClassifier.Load(path);
        GoldenReport report = model.Verify();
        if (parsed.GetValue(CommonOptions.Json))
        {
            VerifyDocument document = new()
            {
                Model = path,
                Passed = report.IsPassed,
                Cases = report.CaseCount,
                SameMachine = report.IsSameMachine,
                Exact = report.IsExact,
                Tolerance = report.Tolerance,
                LargestFeatureDifference = report.LargestFeatureDifference,
                LargestProbabilityDifference = report.LargestProbabilityDifference,
            };
            CommandSupport.WriteJson(document, DocumentJson.Default.VerifyDocument);
        }
        else if (model.IsFromMlNet)
        {
            Terminal.WriteResult($"{path}: ML.NET's checksums are right and the network can be run; such a zip has no golden answers. 'convert' makes a model that has them. Passed.");
        }
        else
        {
            string how = report.IsExact ? "the same to the bit"
                : FormattableString.Invariant($"features differ by {report.LargestFeatureDifference:E1} of the largest, probabilities by {report.LargestProbabilityDifference:E1} (tolerance {report.Tolerance:E1})");
            Terminal.WriteResult($"{path}: hashes are right; {report.CaseCount} golden answers on {(report.IsSameMachine ? "an equal" : "another kind of")} machine: {how}. {(report.IsPassed ? "Passed." : "FAILED.")}");
        }

        return report.IsPassed ? ExitCodes.Success : ExitCodes.Model;
    }
}
