using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MlNetTransfer.Cli.Output;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Persistence;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>image FILE</c>: what the decoder saw.</summary>
internal static class ImageCommand
{
    private static readonly Argument<FileInfo> File = new("FILE") { Description = "A picture." };

    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Write the decoded, upright pixels as PNG." };

    private static readonly Option<bool> FastDct = new("--fast-dct") { Description = "Decode JPEG with the fast inverse transform, as TensorFlow does by default." };

    private static readonly Option<bool> KeepOrientation = new("--keep-orientation") { Description = "Do not apply EXIF orientation." };

    public static Command Create()
    {
        Command command = CommonOptions.Command("image", "Show what the decoder sees: format, size, orientation, outcome, reason.", File, Out, FastDct, KeepOrientation);
        CommandAction.Set(command, Run);
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        FileInfo file = parsed.GetRequiredValue(File);
        DecodeOptions options = new()
        {
            InverseDct = parsed.GetValue(FastDct) ? InverseDct.Fast : InverseDct.Accurate,
            ApplyOrientation = !parsed.GetValue(KeepOrientation),
        };
        long start = Stopwatch.GetTimestamp();
        DecodeResult result = file.Exists && file.Length > options.MaxFileBytes
            ? DecodeResult.Refuse(ImageFormat.Unknown, DecodeReason.FileTooLarge, FormattableString.Invariant($"The file has {file.Length:N0} bytes; at most {options.MaxFileBytes:N0} are read."))
            : ImageDecoder.Decode(System.IO.File.ReadAllBytes(file.FullName), options);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (parsed.GetValue(Out) is { } path && result.Image is not null)
        {
            AtomicFile.WriteAllBytes(path, PngEncoder.Encode(result.Image));
            terminal.Say($"Wrote {path}.");
        }

        Show(parsed, result, milliseconds);
        return result.Outcome switch
        {
            DecodeOutcome.Ok => ExitCodes.Success,
            DecodeOutcome.Refused when result.Reason is DecodeReason.TooManyPixels or DecodeReason.FileTooLarge or DecodeReason.TooManyScans => ExitCodes.Limit,
            _ => ExitCodes.Dataset,
        };
    }

    private static void Show(ParseResult parsed, DecodeResult result, double milliseconds)
    {
        string path = parsed.GetRequiredValue(File).ToString();
        if (parsed.GetValue(CommonOptions.Json))
        {
            CommandSupport.WriteJson(Document(path, result, milliseconds), DocumentJson.Default.ImageDocument);
            return;
        }

        Dictionary<string, string> facts = new()
        {
            ["file"] = path,
            ["format"] = result.Format + (result.Description.Length > 0 ? ", " + result.Description : ""),
            ["stored size"] = string.Create(CultureInfo.InvariantCulture, $"{result.StoredWidth} x {result.StoredHeight}"),
            ["orientation"] = result.Orientation.ToString(CultureInfo.InvariantCulture),
            ["size"] = result.Image is { } i ? string.Create(CultureInfo.InvariantCulture, $"{i.Width} x {i.Height}") : "-",
            ["outcome"] = result.Outcome.ToString(),
        };
        if (result.Outcome != DecodeOutcome.Ok)
        {
            facts["reason"] = $"{result.Reason}: {result.Message}";
        }

        foreach ((string notice, int index) in result.Notices.Select((n, index) => (n, index)))
        {
            facts[string.Create(CultureInfo.InvariantCulture, $"notice {index + 1}")] = notice;
        }

        facts["time"] = string.Create(CultureInfo.InvariantCulture, $"{milliseconds:F1} ms (first use, compilation included)");
        Tables.Facts(facts);
    }

    private static ImageDocument Document(string path, DecodeResult result, double milliseconds) => new()
    {
        Path = path,
        Format = result.Format.ToString(),
        Outcome = result.Outcome.ToString(),
        Reason = result.Reason.ToString(),
        Message = result.Message,
        Description = result.Description,
        StoredWidth = result.StoredWidth,
        StoredHeight = result.StoredHeight,
        Orientation = result.Orientation,
        Width = result.Image?.Width,
        Height = result.Image?.Height,
        Milliseconds = Math.Round(milliseconds, 3),
        Notices = result.Notices,
    };
}
