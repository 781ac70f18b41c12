namespace MlNetTransfer.Persistence.Archive;

/// <summary>Inputs with their answers, so that any machine can check that it computes what the maker's did.</summary>
/// <param name="Machine">Where the answers were computed; there they must come back to the bit.</param>
/// <param name="Tolerance">Largest difference elsewhere, relative to the largest absolute value of the answer (features), and absolute (probabilities).</param>
/// <param name="Cases">The inputs.</param>
public sealed record GoldenDescription(MachineIdentity Machine, double Tolerance, IReadOnlyList<GoldenEntries> Cases);
