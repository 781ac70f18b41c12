namespace MlNetTransfer.Datasets.Streaming;

/// <summary>Counts skipped pictures during a pass and gives up when there are too many.</summary>
internal sealed class SkipTally
{
    private readonly PictureListing _listing;
    private readonly PictureStreamOptions _options;
    private readonly List<SkippedPicture> _skipped;
    private readonly SortedDictionary<string, int> _notices = new(StringComparer.Ordinal);
    private readonly int _found;
    private readonly int _unreachableCount;
    private int _inARow;
    private int _damagedButUsed;
    private int _passed;

    public SkipTally(PictureListing listing, int itemCount, PictureStreamOptions options)
    {
        _listing = listing;
        _options = options;
        bool isWhole = itemCount == listing.Items.Count;
        _skipped = isWhole ? [.. listing.Unreachable] : [];
        _unreachableCount = _skipped.Count;
        _found = itemCount + _unreachableCount;
    }

    /// <summary>Counts one picture.</summary>
    /// <exception cref="UnusableDatasetException">There are too many skipped ones.</exception>
    public void Add(LoadedPicture picture)
    {
        _passed++;
        foreach (string notice in picture.Notices)
        {
            _notices[notice] = _notices.GetValueOrDefault(notice) + 1;
        }

        if (picture.Skip is null)
        {
            _inARow = 0;
            _damagedButUsed += picture.IsDamaged ? 1 : 0;
            return;
        }

        _skipped.Add(picture.Skip);
        _inARow++;
        if (_options.MaxConsecutiveSkips > 0 && _inARow >= _options.MaxConsecutiveSkips)
        {
            throw TooMany(FormattableString.Invariant($"{_inARow} pictures in a row had to be skipped"));
        }

        CheckFraction();
    }

    /// <summary>Throws when the fraction is exceeded, whatever the pictures still to come are.</summary>
    public void CheckFraction()
    {
        if (_skipped.Count > _options.MaxSkippedFraction * _found)
        {
            throw TooMany(FormattableString.Invariant(
                $"{_skipped.Count} of {_found} pictures had to be skipped, more than {_options.MaxSkippedFraction * 100:0.#} %"));
        }
    }

    public SkipReport ToReport() => new()
    {
        Found = _found,
        Skipped = [.. _skipped],
        DamagedButUsed = _damagedButUsed,
        Notices = [.. _notices.Select(n => FormattableString.Invariant($"{n.Key} (x{n.Value})"))],
    };

    private UnusableDatasetException TooMany(string what)
    {
        // Found counts what was looked at, so that found = used + skipped holds for a pass that ends early too.
        SkipReport report = ToReport() with { Found = _passed + _unreachableCount };
        string examples = string.Join("; ", _skipped.TakeLast(3).Select(s => $"{s.RelativePath}: {s.Message}"));
        return new UnusableDatasetException(
            $"{_listing.Root}: {what}: {examples}. Repair or remove these files, accept damaged ones (--accept-damaged), or allow more (--max-skipped).")
        {
            Kind = UnusableDatasetKind.TooManySkipped,
            Skipped = report,
        };
    }
}
