namespace MlNetTransfer.Imaging.Codecs;

/// <summary>How a component is raised to full size.</summary>
internal enum JpegUpsamplingKind
{
    /// <summary>It has full size.</summary>
    None,

    /// <summary>Triangle filter across.</summary>
    H2V1,

    /// <summary>Triangle filter down.</summary>
    H1V2,

    /// <summary>Triangle filter both ways.</summary>
    H2V2,

    /// <summary>Every sample repeated.</summary>
    Repeat,
}
