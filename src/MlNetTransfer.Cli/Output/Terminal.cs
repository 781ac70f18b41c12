using Spectre.Console;

namespace MlNetTransfer.Cli.Output;

/// <summary>The two streams of a console program: results on standard output, everything else on standard error.</summary>
/// <remarks>User text (file and class names) is never parsed as markup.</remarks>
internal sealed class Terminal
{
    public Terminal(bool quiet)
    {
        Quiet = quiet;
        Results = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            Results.Profile.Width = WideEnough;
        }
    }

    private const int WideEnough = 160;

    /// <summary>Whether progress and hints are left out.</summary>
    public bool Quiet { get; }

    /// <summary>Tables for people, on standard output.</summary>
    public IAnsiConsole Results { get; }

    /// <summary>Writes a line of the result.</summary>
    public static void WriteResult(string line) => Console.Out.WriteLine(line);

    /// <summary>Writes a message on standard error.</summary>
    public void Say(string line)
    {
        if (!Quiet)
        {
            Console.Error.WriteLine(line);
        }
    }

    /// <summary>Writes an error on standard error, always.</summary>
    public static void Complain(string line) => Console.Error.WriteLine(line);
}
