using System.CommandLine;
using MlNetTransfer.Backbones;
using MlNetTransfer.Backbones.Published;
using MlNetTransfer.Cli.Output;
using MlNetTransfer.Datasets;
using MlNetTransfer.Graphs;
using MlNetTransfer.Imaging;
using MlNetTransfer.Persistence;

namespace MlNetTransfer.Cli;

/// <summary>Runs a command and turns what it throws into one line on standard error and an exit code.</summary>
internal static class CommandAction
{
    /// <summary>Sets a command's action; it runs beside the host's own thread, which stays free to hear Ctrl+C.</summary>
    public static void Set(Command command, Func<ParseResult, Terminal, CancellationToken, int> action) =>
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, action, cancellation), CancellationToken.None));

    private static int Run(ParseResult parsed, Func<ParseResult, Terminal, CancellationToken, int> action, CancellationToken cancellation)
    {
        Terminal terminal = new(quiet: parsed.GetValue(CommonOptions.Quiet));
        try
        {
            return action(parsed, terminal, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Terminal.Complain("Stopped. Nothing half-written is left; features extracted so far are in the cache.");
            return ExitCodes.Interrupted;
        }
        catch (Exception exception)
        {
            // The one place that catches everything: a user gets a line and a code, never a stack trace unless asked for.
            int code = CodeOf(exception);
            Terminal.Complain((code == ExitCodes.InternalError ? "Internal error, please report it: " : "") + exception.Message.ReplaceLineEndings(" "));
            if (parsed.GetValue(CommonOptions.Verbose))
            {
                Terminal.Complain(exception.ToString());
            }

            return code;
        }
    }

    private static int CodeOf(Exception exception) => exception switch
    {
        UsageException => ExitCodes.Usage,
        UnusableDatasetException { Kind: UnusableDatasetKind.TooManySkipped } => ExitCodes.TooManySkipped,
        UnusableDatasetException => ExitCodes.Dataset,
        BackboneUnavailableException { Failure: BackboneFailure.Network or BackboneFailure.Disk } => ExitCodes.InputOutput,
        BackboneUnavailableException { Failure: BackboneFailure.TooLarge } => ExitCodes.Limit,
        BackboneUnavailableException => ExitCodes.Model,
        InvalidModelException or UnsupportedOperatorException or UnresolvedBackboneException => ExitCodes.Model,
        InvalidImageException { Reason: DecodeReason.TooManyPixels or DecodeReason.FileTooLarge or DecodeReason.TooManyScans } => ExitCodes.Limit,
        InvalidImageException => ExitCodes.Dataset,
        FileWriteException { Failure: FileWriteFailure.Locked } => ExitCodes.Locked,
        IOException or UnauthorizedAccessException => ExitCodes.InputOutput,
        OutOfMemoryException => ExitCodes.Limit,
        _ => ExitCodes.InternalError,
    };
}
