namespace PartsRenderer.Rendering;

/// <summary>One picture to make.</summary>
/// <param name="ClassIndex">Index into <see cref="Parts.PartCatalog.Names"/>.</param>
/// <param name="IsTest">Whether it is a test picture: other lamps, backdrops, clutter and seeds than training pictures.</param>
/// <param name="Index">Number within its class and split.</param>
/// <param name="Size">Width and height in pixels.</param>
internal sealed record PictureRequest(int ClassIndex, bool IsTest, int Index, int Size)
{
    /// <summary>The picture's own seed.</summary>
    public long Seed(long set) => (set * 1_000_003L) + (IsTest ? 500_000_000L : 0) + (ClassIndex * 1_000_000L) + Index;
}
