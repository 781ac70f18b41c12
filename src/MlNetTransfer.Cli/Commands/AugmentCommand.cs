using System.CommandLine;
using MlNetTransfer.Cli.Output;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Persistence;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Preprocessing.Augmentation;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>augment FILE...</c>: a contact sheet of what training would see.</summary>
internal static class AugmentCommand
{
    private const int LargestSheet = 100_000_000;

    private static readonly Argument<string[]> Files = new("FILE") { Description = "Pictures, or folders of them.", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<string> Preview = new("--preview", "-o") { Description = "The PNG to write: each row is a picture, plain first.", Required = true };

    private static readonly Option<string> Preset = new("--augment")
    {
        Description = string.Join(", ", AugmentationOptions.PresetNames) + ".",
        DefaultValueFactory = _ => "light",
    };

    private static readonly Option<int> Count = new("--count") { Description = "Random views of each picture, 1 to 50.", DefaultValueFactory = _ => 7 };

    private static readonly Option<int> Pictures = new("--pictures") { Description = "Pictures shown at most, 1 to 100, spread over all.", DefaultValueFactory = _ => 6 };

    private static readonly Option<long> Seed = new("--seed") { Description = "Another number gives other views." };

    private static readonly Option<int> Size = new("--size") { Description = "Side of the network's input, 16 to 1024.", DefaultValueFactory = _ => 224 };

    private static readonly Option<string> Resize = new("--resize") { Description = "stretch, center-crop or letterbox.", DefaultValueFactory = _ => "stretch" };

    public static Command Create()
    {
        Command command = CommonOptions.Command(
            "augment", "Show on a contact sheet how augmentation changes pictures.", Files, Preview, Preset, Count, Pictures, Seed, Size, Resize);
        CommandAction.Set(command, Run);
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(Preview);
        OutputFile.CheckWritable(path, "--preview");
        IReadOnlyList<string> all = CommandSupport.ExpandFiles(parsed.GetRequiredValue(Files));
        string[] files = Spread(all, Number(parsed, Pictures, 1, 100));
        int count = Number(parsed, Count, 1, 50);
        Augmenter augmenter = Augmenter.Create(ParsePreset(parsed), ParsePreprocessing(parsed));
        int side = augmenter.Preprocessing.Width;
        if ((long)files.Length * (count + 1) * side * side > LargestSheet)
        {
            throw new UsageException(FormattableString.Invariant($"The sheet would have more than {LargestSheet:N0} pixels. Use a smaller --count, --pictures or --size."));
        }

        ContactSheet sheet = new(Math.Max(files.Length, 1), count + 1, side, side);
        List<AugmentedDocument> rows = [];
        foreach (string file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(ShowPicture(augmenter, sheet, (file, rows.Count, count), parsed.GetValue(Seed)));
        }

        IReadOnlyList<string> warnings = FlipSafety.FindConcerns(
            augmenter.Options, all.Select(f => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(f))) ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        if (rows.Exists(r => r.Error is null))
        {
            AtomicFile.WriteAllBytes(path, PngEncoder.Encode(sheet.Image));
        }

        return Report(parsed, terminal, rows, warnings);
    }

    /// <summary>Fills one row: the plain picture, then the views of the first epochs.</summary>
    private static AugmentedDocument ShowPicture(Augmenter augmenter, ContactSheet sheet, (string File, int Row, int Count) place, long seed)
    {
        if (!File.Exists(place.File))
        {
            return new AugmentedDocument(place.File, "There is no such file.", null);
        }

        DecodeResult result = ImageDecoder.Decode(File.ReadAllBytes(place.File), augmenter.Preprocessing.ToDecodeOptions());
        if (result.Image is null)
        {
            return new AugmentedDocument(place.File, result.Message, null);
        }

        byte[] tile = new byte[augmenter.Preprocessing.Width * augmenter.Preprocessing.Height * Image.ChannelCount];
        augmenter.Apply(result.Image, AugmentationDraw.Nothing, tile);
        sheet.Put(place.Row, 0, tile);
        List<IReadOnlyList<string>> tiles = [[]];
        for (int i = 0; i < place.Count; i++)
        {
            tiles.Add(augmenter.Apply(result.Image, new AugmentationKey(seed, i, place.Row), tile).Describe());
            sheet.Put(place.Row, i + 1, tile);
        }

        return new AugmentedDocument(place.File, null, tiles);
    }

    private static int Report(ParseResult parsed, Terminal terminal, List<AugmentedDocument> rows, IReadOnlyList<string> warnings)
    {
        string path = parsed.GetRequiredValue(Preview);
        bool isWritten = rows.Exists(r => r.Error is null);
        foreach (AugmentedDocument row in rows.Where(r => r.Error is not null))
        {
            Terminal.Complain($"{row.Path}: {row.Error}");
        }

        CommandSupport.SayWarnings(terminal, warnings);
        if (parsed.GetValue(CommonOptions.Json))
        {
            AugmentDocument document = new()
            {
                Preview = path,
                Augmentation = parsed.GetRequiredValue(Preset),
                Seed = parsed.GetValue(Seed),
                TileWidth = parsed.GetValue(Size),
                TileHeight = parsed.GetValue(Size),
                Pictures = rows,
                Warnings = warnings,
            };
            CommandSupport.WriteJson(document, DocumentJson.Default.AugmentDocument);
        }
        else if (isWritten)
        {
            Terminal.WriteResult($"Wrote {path}: {rows.Count} pictures, each plain and in {parsed.GetValue(Count)} random views.");
        }

        return !isWritten ? ExitCodes.Dataset : rows.TrueForAll(r => r.Error is null) ? ExitCodes.Success : ExitCodes.TooManySkipped;
    }

    private static AugmentationOptions ParsePreset(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(Preset);
        return AugmentationOptions.PresetNames.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? AugmentationOptions.FromPreset(name)
            : throw new UsageException($"--augment is '{name}'; expected {string.Join(", ", AugmentationOptions.PresetNames)}.");
    }

    private static ImagePreprocessing ParsePreprocessing(ParseResult parsed)
    {
        int side = Number(parsed, Size, 16, 1024);
        string name = parsed.GetRequiredValue(Resize);
        ResizeMode mode = name switch
        {
            "stretch" => ResizeMode.Stretch,
            "center-crop" => ResizeMode.CenterCrop,
            "letterbox" => ResizeMode.Letterbox,
            _ => throw new UsageException($"--resize is '{name}'; expected stretch, center-crop or letterbox."),
        };
        return new ImagePreprocessing { Width = side, Height = side, ResizeMode = mode };
    }

    /// <summary>At most so many files, evenly from the whole list, so that every class is seen.</summary>
    private static string[] Spread(IReadOnlyList<string> files, int most)
    {
        int count = Math.Min(files.Count, most);
        return [.. Enumerable.Range(0, count).Select(i => files[(int)((long)i * files.Count / count)])];
    }

    private static int Number(ParseResult parsed, Option<int> option, int low, int high)
    {
        int value = parsed.GetValue(option);
        return value >= low && value <= high
            ? value
            : throw new UsageException(FormattableString.Invariant($"{option.Name} is {value}; expected {low} to {high}."));
    }
}
