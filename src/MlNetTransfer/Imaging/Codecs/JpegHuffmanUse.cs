namespace MlNetTransfer.Imaging.Codecs;

/// <summary>What a Huffman table's symbols mean.</summary>
internal enum JpegHuffmanUse
{
    /// <summary>Categories of DC differences, sequential scans.</summary>
    Dc,

    /// <summary>Runs and categories of AC values, sequential scans.</summary>
    Ac,

    /// <summary>Categories of DC differences, progressive scans.</summary>
    ProgressiveDc,

    /// <summary>Runs, categories and end-of-band runs, progressive scans.</summary>
    ProgressiveAc,
}
