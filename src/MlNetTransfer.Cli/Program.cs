using System.CommandLine;
using MlNetTransfer.Cli;
using MlNetTransfer.Cli.Commands;

RootCommand root = new("MlNetTransfer: retrain a pretrained network on your own photographs, then predict. Everything runs in managed code on this machine.")
{
    TrainCommand.Create(),
    EvaluateCommand.Create(),
    PredictCommand.Create(),
    ClassifyCommand.Create(),
    ImageCommand.Create(),
    AugmentCommand.Create(),
    InspectCommand.Create(),
    VerifyCommand.Create(),
    ConvertCommand.Create(),
    BackbonesCommand.Create(),
    CacheCommand.Create(),
    DoctorCommand.Create(),
};

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync($"mlnet-transfer: {error.Message}");
    }

    await Console.Error.WriteLineAsync($"See 'mlnet-transfer {parsed.CommandResult.Command.Name} --help'.".Replace("mlnet-transfer mlnet-transfer", "mlnet-transfer", StringComparison.Ordinal));
    return ExitCodes.Usage;
}

// The host kills a process two seconds after Ctrl+C by default: too short to finish writing a file.
InvocationConfiguration configuration = new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(30), EnableDefaultExceptionHandler = false };
return await parsed.InvokeAsync(configuration);
