namespace MlNetTransfer.Persistence.Archive;

/// <summary>Which network the model was made from.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Sha256">Hash of the file it was read from; empty when it was made by code.</param>
/// <param name="License">Terms of its weights; empty when unknown.</param>
public sealed record BackboneDescription(string Name, string Source, string Sha256, string License);
