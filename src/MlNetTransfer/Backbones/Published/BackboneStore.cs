using MlNetTransfer.Runtime;

namespace MlNetTransfer.Backbones.Published;

/// <summary>Networks that can be had by name: finds their files, downloads them, and knows what was used before.</summary>
/// <remarks>
/// Looked for in this order: the store's folder, ML.NET's own download folder, the administrator's mirror, the official addresses. A file is checked against its
/// published SHA-256; where nobody publishes one, the first use records it and every later use checks it.
/// <para><b>Threading</b>: safe for any number of threads and processes; those that want the same file wait for the first.</para>
/// </remarks>
public sealed class BackboneStore
{
    private readonly BackboneStoreOptions _options;
    private readonly string? _mlNetFolder;
    private readonly Lazy<MirrorPlace> _mirror;

    /// <summary>Makes a store; nothing is looked for yet.</summary>
    /// <param name="options">Folders, mirror, limits; null for the defaults.</param>
    /// <exception cref="ArgumentException">A limit is not positive.</exception>
    public BackboneStore(BackboneStoreOptions? options = null)
    {
        _options = options ?? new BackboneStoreOptions();
        if (_options.StallTimeout <= TimeSpan.Zero || _options.RetryDelay < TimeSpan.Zero || _options.Attempts < 1 || _options.MaxBytes < 1)
        {
            throw new ArgumentException("StallTimeout, Attempts and MaxBytes must be positive and RetryDelay not negative.", nameof(options));
        }

        _mirror = new Lazy<MirrorPlace>(() => MirrorPlace.Parse(_options.Mirror ?? BackboneSettings.FindMirror() ?? ""));
        _mlNetFolder = _options.MlNetFolder is { } named ? (named.Length == 0 ? null : named) : BackboneSettings.MlNetFolder();
        Folder = _options.Folder ?? (UserFolders.FindCacheFolder() is { } cache ? Path.Combine(cache, "backbones") : null);
    }

    /// <summary>Folder of downloaded networks; null when the user has none. It need not exist.</summary>
    public string? Folder { get; }

    /// <summary>Whether downloads are forbidden, by the options or by the environment.</summary>
    public bool IsOffline => _options.Offline || BackboneSettings.IsOffline();

    /// <summary>Every place where a network is looked for, in order.</summary>
    /// <param name="backbone">The network.</param>
    /// <returns>Files, with whether they are there, and addresses, which are not asked.</returns>
    public IReadOnlyList<BackbonePlace> Places(PublishedBackbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        return
        [
            .. Files(backbone).Select(file => new BackbonePlace(file.Place, file.Path, File.Exists(file.Path))),
            .. Addresses(backbone).Select(a => new BackbonePlace(_mirror.Value.Address(backbone) == a ? BackbonePlaceKind.Mirror : BackbonePlaceKind.Official, a.AbsoluteUri, null)),
        ];
    }

    /// <summary>Finds a network's file on this machine; nothing is downloaded.</summary>
    /// <param name="backbone">The network.</param>
    /// <returns>Null when it is not here.</returns>
    public BackboneFile? Find(PublishedBackbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        return Files(backbone).FirstOrDefault(file => File.Exists(file.Path));
    }

    /// <summary>Finds a network's file on this machine, or downloads it.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="progress">Told now and then while downloading.</param>
    /// <param name="cancellationToken">Stops; what is here already stays for the next time.</param>
    /// <returns>The file; a downloaded one has been checked.</returns>
    /// <exception cref="BackboneUnavailableException">It could not be had; the message says which file to put where.</exception>
    public BackboneFile Fetch(PublishedBackbone backbone, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Find(backbone) ?? DownloadAsync(backbone, progress, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Finds a network's file on this machine, or downloads it, without holding a thread.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="progress">Told now and then while downloading.</param>
    /// <param name="cancellationToken">Stops; what is here already stays for the next time.</param>
    /// <returns>The file; a downloaded one has been checked.</returns>
    /// <exception cref="BackboneUnavailableException">It could not be had; the message says which file to put where.</exception>
    public async Task<BackboneFile> FetchAsync(
        PublishedBackbone backbone, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Find(backbone) ?? await DownloadAsync(backbone, progress, cancellationToken).ConfigureAwait(false);

    /// <summary>Puts a file into the store under a network's name; the way for machines without a connection.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="path">The file; it is copied. It becomes the one that later uses are checked against.</param>
    /// <param name="cancellationToken">Stops; nothing is changed.</param>
    /// <returns>The file in the store.</returns>
    /// <exception cref="BackboneUnavailableException">It is not the published file, is no network, or cannot be copied.</exception>
    public BackboneFile Add(PublishedBackbone backbone, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Target(backbone);
        using IDisposable held = TargetLock.TakeAsync(target, cancellationToken).GetAwaiter().GetResult();
        string sha256 = StoredFile.Copy(backbone, path, target, _options.MaxBytes);
        if (backbone.Sha256 is null)
        {
            StoredFile.OnDisk(target, () => HashRecord.Write(target, sha256));
        }

        return new BackboneFile(backbone, target, BackbonePlaceKind.Cache);
    }

    /// <summary>Deletes a network from the store's folder, with what was recorded about it and what an unfinished download left. Other places are not touched.</summary>
    /// <param name="backbone">The network.</param>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="BackboneUnavailableException">The files cannot be deleted.</exception>
    public bool Remove(PublishedBackbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        if (Folder is null || !Directory.Exists(Folder))
        {
            return false;
        }

        string target = Path.Combine(Folder, backbone.FileName);
        bool existed = File.Exists(target);
        StoredFile.OnDisk(target, () =>
        {
            File.Delete(target);
            PartialFile.Delete(target);
            existed |= HashRecord.Delete(target);
        });
        return existed;
    }

    /// <summary>Checks what is about to be used against the published hash, or against the first use.</summary>
    /// <returns>A remark when the first use could not be recorded; else null.</returns>
    /// <exception cref="BackboneUnavailableException">It is another file.</exception>
    internal string? Confirm(BackboneFile file, string sha256)
    {
        PublishedBackbone backbone = file.Backbone;
        string? target = Folder is null ? null : Path.Combine(Folder, backbone.FileName);
        try
        {
            string? wanted = backbone.Sha256 ?? (target is null ? null : HashRecord.Read(target));
            if (wanted is not null)
            {
                return wanted == sha256 ? null : throw Changed(file, sha256, wanted);
            }

            if (target is not null)
            {
                Directory.CreateDirectory(Folder!);
                HashRecord.Write(target, sha256);
                return null;
            }

            return $"the SHA-256 of {backbone.FileName} is published nowhere and there is no folder to record it in";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"the SHA-256 of {backbone.FileName} is published nowhere and could not be recorded: {exception.Message}";
        }
    }

    private static BackboneUnavailableException Changed(BackboneFile file, string found, string wanted)
    {
        PublishedBackbone b = file.Backbone;
        string what = b.Sha256 is null ? "was used first" : "was published";
        string remedy = file.Place == BackbonePlaceKind.Cache
            ? $"Run 'mlnet-transfer backbones remove {b.Name}' and fetch it again"
            : $"Replace it, or run 'mlnet-transfer backbones add {b.Name} FILE' with the file you trust";
        return new BackboneUnavailableException($"{file.Path}: is not the file that {what}: its SHA-256 is {found}, wanted {wanted}. {remedy}.") { Failure = BackboneFailure.Changed };
    }

    private async Task<BackboneFile> DownloadAsync(PublishedBackbone backbone, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (IsOffline)
        {
            throw StoreMessages.Unavailable(backbone, Places(backbone), Folder, ["downloads are switched off"], BackboneFailure.Missing);
        }

        string target = Target(backbone);
        BackboneDownload download = new(backbone, _options, progress);
        return await download.RunAsync(target, Addresses(backbone), cancellationToken).ConfigureAwait(false)
            ? new BackboneFile(backbone, target, BackbonePlaceKind.Cache)
            : throw StoreMessages.Unavailable(backbone, Places(backbone), Folder, download.Problems, download.Failure);
    }

    private string Target(PublishedBackbone backbone)
    {
        if (Folder is null)
        {
            throw new BackboneUnavailableException(
                $"{backbone.Name}: there is no folder to keep it in, because the user has no home folder. Name one with the environment variable {UserFolders.CacheVariable}.")
            {
                Failure = BackboneFailure.Disk,
            };
        }

        StoredFile.OnDisk(Folder, () => Directory.CreateDirectory(Folder));
        return Path.Combine(Folder, backbone.FileName);
    }

    private IEnumerable<BackboneFile> Files(PublishedBackbone backbone)
    {
        if (Folder is not null)
        {
            yield return new BackboneFile(backbone, Path.Combine(Folder, backbone.FileName), BackbonePlaceKind.Cache);
        }

        if (_mlNetFolder is not null && backbone.Family == PublishedBackbone.MlNetFamily)
        {
            yield return new BackboneFile(backbone, Path.Combine(_mlNetFolder, backbone.FileName), BackbonePlaceKind.MlNet);
        }

        if (_mirror.Value.Folder is { } folder)
        {
            yield return new BackboneFile(backbone, Path.Combine(folder, backbone.FileName), BackbonePlaceKind.Mirror);
        }
    }

    private List<Uri> Addresses(PublishedBackbone backbone) =>
        _mirror.Value.Address(backbone) is { } first ? [first, .. backbone.Addresses] : [.. backbone.Addresses];
}
