using System.Buffers.Binary;

namespace MlNetTransfer.Datasets.Caching;

/// <summary>Remembers which content a file had when its path, length and time of change were what they are now.</summary>
/// <remarks>Body: key of the stamp (16), content hash (32). A file changed shortly before it was read is not remembered: it could change again without its time showing it.</remarks>
internal sealed class FilesByStamp
{
    public const int BodySize = 16 + ContentHash.Size;

    /// <summary>Coarsest time stamp of a common file system (FAT: 2 s), doubled for clocks of other machines.</summary>
    private static readonly TimeSpan TooRecent = TimeSpan.FromSeconds(4);

    private readonly Dictionary<UInt128, ContentHash> _known = [];

    /// <summary>Reads what a folder's log remembers.</summary>
    public static FilesByStamp Load(IEnumerable<RecordLogFile> files)
    {
        FilesByStamp stamps = new();
        foreach (RecordLogFile file in files)
        {
            file.ReadAll(body => stamps._known[BinaryPrimitives.ReadUInt128LittleEndian(body.Span)] = new ContentHash(body.Span[16..]));
        }

        return stamps;
    }

    /// <summary>The content a file had; safe for concurrent use.</summary>
    public bool TryGet(FileStamp stamp, out ContentHash content) => _known.TryGetValue(stamp.ToKey(), out content);

    /// <summary>Whether a file read at a time may be remembered, and is not yet.</summary>
    public bool IsWorthRemembering(FileStamp stamp, DateTimeOffset readAt) =>
        readAt.UtcTicks - stamp.ChangedTicks > TooRecent.Ticks && !_known.ContainsKey(stamp.ToKey());

    /// <summary>The body of a record.</summary>
    public static void WriteBody(FileStamp stamp, ContentHash content, Span<byte> body)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(body, stamp.ToKey());
        content.CopyTo(body[16..]);
    }
}
