namespace MlNetTransfer.Cli;

/// <summary>What the process returns; a caller can decide from it whether to retry.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Internal error: a bug.</summary>
    public const int InternalError = 1;

    /// <summary>Wrong use of the command line.</summary>
    public const int Usage = 2;

    /// <summary>The pictures cannot be used: missing, one class, empty class.</summary>
    public const int Dataset = 3;

    /// <summary>A model or network cannot be used: damaged, unsupported operator, unknown preprocessing.</summary>
    public const int Model = 4;

    /// <summary>Training failed numerically.</summary>
    public const int Numerics = 5;

    /// <summary>Too many pictures had to be skipped.</summary>
    public const int TooManySkipped = 6;

    /// <summary>Input or output failed: disk full, permission, vanished share. A retry may help.</summary>
    public const int InputOutput = 7;

    /// <summary>A limit was reached: memory, pixels, file size.</summary>
    public const int Limit = 8;

    /// <summary>The output is in use by another run.</summary>
    public const int Locked = 9;

    /// <summary>Stopped by Ctrl+C.</summary>
    public const int Interrupted = 130;
}
