using System.CommandLine;
using MlNetTransfer.Backbones.Published;
using MlNetTransfer.Cli.Output;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>backbones list|pull|add|remove|where</c>: pretrained networks that can be had by name.</summary>
internal static class BackbonesCommand
{
    private const string Schema = "mlnet-transfer/backbones/1";

    private static readonly Argument<string[]> Names = new("NAME") { Description = "Names of networks, as 'backbones list' shows them.", Arity = ArgumentArity.OneOrMore };

    private static readonly Argument<string> Name = new("NAME") { Description = "Name of a network, as 'backbones list' shows it." };

    private static readonly Argument<string> File = new("FILE") { Description = "The network's file." };

    public static Command Create()
    {
        Command list = CommonOptions.Command("list", "Networks that are known by name, and which are on this machine.", [.. BackboneOptions.Store]);
        CommandAction.Set(list, List);
        Command pull = CommonOptions.Command("pull", "Download networks, so that later commands need no connection.", [Names, .. BackboneOptions.Store]);
        CommandAction.Set(pull, Pull);
        Command add = CommonOptions.Command("add", "Put a file that you have into the store under a network's name.", [Name, File, .. BackboneOptions.Store]);
        CommandAction.Set(add, Add);
        Command remove = CommonOptions.Command("remove", "Delete networks from the store, with what was recorded about them.", [Names, .. BackboneOptions.Store]);
        CommandAction.Set(remove, Remove);
        Command where = CommonOptions.Command("where", "Where a network is looked for, in order, and where it is.", [Name, .. BackboneOptions.Store]);
        CommandAction.Set(where, Where);
        return new Command("backbones", "Pretrained networks by name: list, download, add, remove.") { list, pull, add, remove, where };
    }

    private static int List(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        BackboneStore store = BackboneOptions.OpenStore(parsed);
        BackboneDocument[] documents = [.. PublishedBackbone.All.Select(b => Document(b, store.Find(b)))];
        if (parsed.GetValue(CommonOptions.Json))
        {
            Write(store, documents);
        }
        else
        {
            Tables.Backbones(terminal, documents);
        }

        return ExitCodes.Success;
    }

    private static int Pull(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        BackboneStore store = BackboneOptions.OpenStore(parsed);
        ProgressLine line = new(terminal);
        PublishedBackbone[] wanted = [.. parsed.GetRequiredValue(Names).Select(Known)];
        List<BackboneFile> files = [];
        foreach (PublishedBackbone backbone in wanted)
        {
            BackboneFile file = store.Fetch(backbone, new DownloadLine(line), cancellation);
            files.Add(file.Place == BackbonePlaceKind.Cache ? file : store.Add(backbone, file.Path, cancellation));
        }

        Show(parsed, store, files);
        return ExitCodes.Success;
    }

    private static int Add(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        BackboneStore store = BackboneOptions.OpenStore(parsed);
        Show(parsed, store, [store.Add(Known(parsed.GetRequiredValue(Name)), parsed.GetRequiredValue(File), cancellation)]);
        return ExitCodes.Success;
    }

    private static int Remove(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        BackboneStore store = BackboneOptions.OpenStore(parsed);
        PublishedBackbone[] wanted = [.. parsed.GetRequiredValue(Names).Select(Known)];
        List<BackboneDocument> left = [];
        foreach (PublishedBackbone backbone in wanted)
        {
            bool existed = store.Remove(backbone);
            left.Add(Document(backbone, store.Find(backbone)));
            if (!parsed.GetValue(CommonOptions.Json))
            {
                string elsewhere = left[^1].Path is { } path ? $"; another copy is at {path}" : "";
                Terminal.WriteResult($"{backbone.Name}: {(existed ? "removed" : "was not in the store")}{elsewhere}");
            }
        }

        if (parsed.GetValue(CommonOptions.Json))
        {
            Write(store, left);
        }

        return ExitCodes.Success;
    }

    private static int Where(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        BackboneStore store = BackboneOptions.OpenStore(parsed);
        PublishedBackbone backbone = Known(parsed.GetRequiredValue(Name));
        BackboneFile? found = store.Find(backbone);
        IReadOnlyList<BackbonePlace> places = store.Places(backbone);
        if (parsed.GetValue(CommonOptions.Json))
        {
            Write(store, [Document(backbone, found) with { Places = [.. places.Select(p => new PlaceDocument(p.Kind.ToString(), p.Location, p.Exists))] }]);
        }
        else
        {
            Tables.Facts(places.Select(p => new KeyValuePair<string, string>(
                p.Exists switch { true when p.Location == found?.Path => "used", true => "also here", false => "not here", null => "not asked" }, p.Location)));
        }

        return found is null ? ExitCodes.Model : ExitCodes.Success;
    }

    private static PublishedBackbone Known(string name) => PublishedBackbone.Find(name)
        ?? throw new UsageException($"'{name}' is no network that is known by name; 'mlnet-transfer backbones list' shows them. A file of your own is used by its path.");

    private static BackboneDocument Document(PublishedBackbone b, BackboneFile? file) => new()
    {
        Name = b.Name,
        File = b.FileName,
        Family = b.Family,
        Source = b.Source,
        License = b.License,
        Bytes = b.Bytes,
        Sha256 = b.Sha256,
        Note = b.Note.Length > 0 ? b.Note : null,
        Addresses = [.. b.Addresses.Select(a => a.AbsoluteUri)],
        Place = file?.Place.ToString(),
        Path = file?.Path,
    };

    private static void Show(ParseResult parsed, BackboneStore store, IReadOnlyList<BackboneFile> files)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            Write(store, [.. files.Select(f => Document(f.Backbone, f))]);
            return;
        }

        foreach (BackboneFile file in files)
        {
            Terminal.WriteResult($"{file.Backbone.Name}: {file.Path}");
        }
    }

    private static void Write(BackboneStore store, IReadOnlyList<BackboneDocument> documents) =>
        CommandSupport.WriteJson(new BackbonesDocument(Schema, store.Folder, store.IsOffline, documents), DocumentJson.Default.BackbonesDocument);
}
