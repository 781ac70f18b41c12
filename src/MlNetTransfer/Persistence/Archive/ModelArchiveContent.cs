namespace MlNetTransfer.Persistence.Archive;

/// <summary>What goes into a model archive.</summary>
public sealed record ModelArchiveContent
{
    /// <summary>What the model is; format, version, golden and entries are filled in by the writer.</summary>
    public required ModelManifest Manifest { get; init; }

    /// <summary>The complete network as ONNX: input, backbone, head; outputs features, logits, probabilities.</summary>
    public required ReadOnlyMemory<byte> Network { get; init; }

    /// <summary>Inputs with their answers, 20 at most.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<GoldenCase> Goldens { get; init; } = [];

    /// <summary>Where the golden answers were computed.</summary>
    public required MachineIdentity Machine { get; init; }

    /// <summary>Largest difference of golden answers on other machines, as <see cref="GoldenDescription.Tolerance"/> says.</summary>
    /// <value>The default value is 1e-3, the bar of reliability for whole networks in fast mode across instruction sets.</value>
    public double Tolerance { get; init; } = 1e-3;
}
