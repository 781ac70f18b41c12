namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>What dropout masks are made of; shared by all dropouts of a network, changed between runs only.</summary>
internal sealed class DropoutKey
{
    /// <summary>Random key of the step.</summary>
    public ulong Value { get; set; }

    /// <summary>Index in the whole batch of the run's first picture, so that masks do not depend on how a batch is divided.</summary>
    public int FirstPicture { get; set; }
}
