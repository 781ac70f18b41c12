namespace MlNetTransfer.Persistence.Archive;

/// <summary>How the classifier on top of the features was learnt; for people, never read back as code.</summary>
/// <param name="Kind">Name of the method, such as <c>ridge</c> or <c>logistic</c>.</param>
/// <param name="Settings">Strengths and other numbers in text form, by name.</param>
/// <param name="Temperature">The logits are divided by it before softmax; already part of the network.</param>
public sealed record HeadDescription(string Kind, IReadOnlyDictionary<string, string> Settings, double Temperature);
