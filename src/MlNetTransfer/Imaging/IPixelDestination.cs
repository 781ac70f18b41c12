namespace MlNetTransfer.Imaging;

/// <summary>Where decoded pixels go: row by row into a consumer, or into a whole picture whose memory the consumer owns.</summary>
/// <remarks>Asked once the header is known. A decode may be repeated; each time the destination is asked anew.</remarks>
internal interface IPixelDestination
{
    /// <summary>Offers a picture of a size as rows.</summary>
    /// <returns>The consumer; null where the whole picture is wanted.</returns>
    RowSink? CreateRowSink(int width, int height);

    /// <summary>Makes room for a whole picture; what is in it does not matter.</summary>
    Image CreateImage(int width, int height);
}
