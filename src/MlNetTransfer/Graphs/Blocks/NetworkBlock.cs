namespace MlNetTransfer.Graphs.Blocks;

/// <summary>A part of a network that is frozen or trained as a whole: never a piece of a residual or inverted residual.</summary>
/// <param name="Name">"stem", "block1", "block2", ... in order from the input.</param>
/// <param name="Label">What the constants of the block have in common in their names, such as "layer4.1"; empty where they have nothing.</param>
/// <param name="Nodes">Its nodes, in order.</param>
/// <param name="Constants">Names of the constants that its nodes read, in order of first use.</param>
/// <param name="Output">The one value that leaves the block.</param>
public sealed record NetworkBlock(string Name, string Label, IReadOnlyList<Node> Nodes, IReadOnlyList<string> Constants, string Output);
